"""Dead links, and the standing of a report, in the admin."""

from typing import Any, ClassVar

from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.menu import MenuItem
from wagtail.admin.widgets.button import Button
from wagtail.permissions import register_permission_policy

from contributions.freshness.models import LinkCheck
from contributions.freshness.standing_views import StandingView
from network_site.groups import is_moderator
from network_site.record_admin import RecordActionView, RecordPolicy, RecordViewSet
from practices.models import ExperienceReportPage

register_permission_policy(LinkCheck, RecordPolicy(LinkCheck))


class LinkFilterSet(WagtailFilterSet):
    class Meta:
        model = LinkCheck
        fields: ClassVar[list[str]] = ["state"]


class CheckAgainView(RecordActionView):
    question = _("Vérifier de nouveau ce lien ? Ce sera fait au prochain passage.")
    done = _("Le lien sera vérifié au prochain passage.")

    def act(self) -> None:
        self.object.next_check_at = timezone.now()
        self.object.save(update_fields=["next_check_at"])


class LinkViewSet(RecordViewSet):
    model = LinkCheck
    name = "link_checks"
    icon = "link"
    menu_label = _("Liens cités")
    menu_order = 610
    add_to_admin_menu = True
    list_display: ClassVar[list[str]] = ["url", "get_state_display", "detail", "failures", "checked_at"]
    filterset_class = LinkFilterSet
    inspect_view_fields: ClassVar[list[str]] = ["url", "state", "detail", "failures", "checked_at", "next_check_at"]
    act_view_class = CheckAgainView
    act_label = _("Vérifier de nouveau")
    act_icon = "rotate"


@hooks.register("register_admin_viewset")
def register_links() -> LinkViewSet:
    return LinkViewSet()


@hooks.register("register_admin_urls")
def register_standing() -> list[URLPattern]:
    return [path("reports/<int:pk>/etat/", StandingView.as_view(), name="report_standing")]


@hooks.register("register_page_header_buttons")
def standing_button(page: Any, user: Any, view_name: str, next_url: str | None = None) -> list[Button]:
    """For moderators, on a report that readers know."""
    if not isinstance(page.specific_deferred, ExperienceReportPage) or not page.live or not is_moderator(user):
        return []
    url = reverse("report_standing", args=[page.pk])
    return [Button(_("État de ce retour"), url=url, icon_name="history", priority=45)]


class ClaimsMenuItem(MenuItem):
    def is_shown(self, request: Any) -> bool:
        return is_moderator(request.user)


@hooks.register("register_admin_menu_item")
def claims_menu_item() -> MenuItem:
    return ClaimsMenuItem(
        _("Demandes de référents"), reverse("freshness:claims"), name="claims", icon_name="user", order=605
    )
