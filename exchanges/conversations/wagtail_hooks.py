"""Messages to pass on and those that were signalled, in the menu of the moderators."""

from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem

from contributions.moderation.wagtail_hooks import ModeratorsMenuItem


@hooks.register("register_admin_menu_item")
def register_queue() -> MenuItem:
    return ModeratorsMenuItem(_("Conversations"), reverse("conversations:queue"), icon_name="mail", order=606)
