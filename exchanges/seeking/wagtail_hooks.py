"""Sought needs to read, in the menu of the moderators."""

from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem

from contributions.moderation.wagtail_hooks import ModeratorsMenuItem


@hooks.register("register_admin_menu_item")
def register_queue() -> MenuItem:
    return ModeratorsMenuItem(_("Besoins cherchés"), reverse("seeking:queue"), icon_name="help", order=607)
