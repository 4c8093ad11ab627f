"""The queue in the menu of Wagtail's admin, for those who read it."""

from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem

from network_site.groups import is_moderator


class ModeratorsMenuItem(MenuItem):
    def is_shown(self, request: HttpRequest) -> bool:
        return is_moderator(request.user)


@hooks.register("register_admin_menu_item")
def register_queue() -> Any:
    return ModeratorsMenuItem(_("À relire"), reverse("moderation:queue"), icon_name="tasks", order=50)
