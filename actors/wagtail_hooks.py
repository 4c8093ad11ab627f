"""Actors, networks and référents in the Wagtail admin, arranged for an editor."""

from typing import Any, ClassVar

import django_filters
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.panels import ObjectList
from wagtail.admin.ui.tables import BooleanColumn, Column, LiveStatusTagColumn, UpdatedAtColumn
from wagtail.log_actions import LogActionRegistry
from wagtail.permissions import register_permission_policy
from wagtail.snippets.models import register_snippet
from wagtail.snippets.views.snippets import SnippetViewSet

from actors.forms import ReferentForm
from actors.models import Actor, Membership, Network, Referent
from network_site.record_admin import RecordActionView, RecordPolicy, RecordViewSet
from network_site.snippet_choosers import TextChooseResultsView, TextChooserViewSet, TextChooseView

register_permission_policy(Membership, RecordPolicy(Membership))


class ActorFilterSet(WagtailFilterSet):
    class Meta:
        model = Actor
        fields: ClassVar[list[str]] = ["type", "territory_type", "origin", "live"]


class NetworkFilterSet(WagtailFilterSet):
    class Meta:
        model = Network
        fields: ClassVar[list[str]] = ["scope", "category", "origin", "live"]


class ReferentFilterSet(WagtailFilterSet):
    class Meta:
        model = Referent
        fields: ClassVar[dict[str, list[str]]] = {
            "visibility": ["exact"],
            "confirmed": ["exact"],
            "origin": ["exact"],
            "withdrawn_at": ["isnull"],
        }


class ActorViewSet(SnippetViewSet):
    model = Actor
    icon = "group"
    menu_label = _("Acteurs")
    menu_name = "actors"
    menu_order = 120
    add_to_admin_menu = True
    list_display: ClassVar[list[object]] = ["name", "type", "territory", LiveStatusTagColumn(), UpdatedAtColumn()]
    list_per_page = 50
    search_fields: ClassVar[list[str]] = ["name", "full_name", "description"]
    ordering: ClassVar[list[str]] = ["name"]
    filterset_class = ActorFilterSet
    chooser_viewset_class = TextChooserViewSet


class NetworkViewSet(SnippetViewSet):
    model = Network
    icon = "site"
    menu_label = _("Réseaux")
    menu_name = "networks"
    menu_order = 130
    add_to_admin_menu = True
    list_display: ClassVar[list[object]] = ["name", "scope", "category", LiveStatusTagColumn(), UpdatedAtColumn()]
    list_per_page = 50
    search_fields: ClassVar[list[str]] = ["name", "description"]
    ordering: ClassVar[list[str]] = ["name"]
    filterset_class = NetworkFilterSet
    chooser_viewset_class = TextChooserViewSet


class NamedColumnMixin:
    """Who « Référent n° 12 » is: seen by whoever chooses, and written nowhere."""

    @property
    def columns(self) -> list[Column]:
        return [*super().columns, Column("name", label=_("Nom"))]  # type: ignore[misc]  # the mixed-in view has it


class ReferentChooseView(NamedColumnMixin, TextChooseView):
    pass


class ReferentChooseResultsView(NamedColumnMixin, TextChooseResultsView):
    pass


class ReferentChooserViewSet(TextChooserViewSet):
    choose_view_class = ReferentChooseView
    choose_results_view_class = ReferentChooseResultsView


class ReferentViewSet(SnippetViewSet):
    """People are edited without drafts or history: a copy of a name could not be withdrawn."""

    model = Referent
    icon = "user"
    menu_label = _("Référents")
    menu_name = "referents"
    menu_order = 140
    add_to_admin_menu = True
    list_display: ClassVar[list[object]] = [
        Column("name", label=_("Nom"), sort_key="name"),
        "actor",
        Column("visibility", label=_("Visibilité"), accessor="get_visibility_display"),
        BooleanColumn("confirmed", label=_("Confirmé")),
        Column("withdrawn_at", label=_("Nom retiré le")),
    ]
    list_per_page = 50
    search_fields: ClassVar[list[str]] = ["name", "actor__name"]
    filterset_class = ReferentFilterSet
    chooser_viewset_class = ReferentChooserViewSet
    edit_handler = ObjectList(Referent.panels, base_form_class=ReferentForm)


class MembershipFilterSet(WagtailFilterSet):
    state = django_filters.ChoiceFilter(
        label=_("État"),
        choices=[("waiting", _("Demandes en attente")), ("confirmed", _("Membres"))],
        method="filter_state",
    )

    class Meta:
        model = Membership
        fields: ClassVar[list[str]] = ["role"]

    def filter_state(self, memberships: Any, _name: str, value: str) -> Any:
        return memberships.waiting() if value == "waiting" else memberships.confirmed()


class AnswerView(RecordActionView):
    """The page where référents answer serves moderators too."""

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return redirect("actors:answer", self.object.pk)

    post = get


class MembershipViewSet(RecordViewSet):
    model = Membership
    name = "actor_memberships"
    icon = "key"
    menu_label = _("Adhésions")
    menu_order = 145
    add_to_admin_menu = True
    list_display: ClassVar[list[object]] = [
        "__str__",
        Column("user", label=_("Personne")),
        Column("actor", label=_("Acteur")),
        Column("get_role_display", label=_("Rôle")),
        "requested_at",
        "confirmed_at",
        "refused_at",
    ]
    list_related = ("user", "actor")
    list_per_page = 50
    filterset_class = MembershipFilterSet
    inspect_view_fields: ClassVar[list[str]] = [
        "user", "actor", "role", "message", "requested_at", "confirmed_at", "proof", "refused_at", "reason",
    ]  # fmt: skip
    act_view_class = AnswerView
    act_label = _("Répondre")


@hooks.register("register_admin_viewset")
def register_memberships() -> MembershipViewSet:
    return MembershipViewSet()


for viewset in (ActorViewSet, NetworkViewSet, ReferentViewSet):
    register_snippet(viewset)


@hooks.register("register_log_actions")
def register_name_decisions(actions: LogActionRegistry) -> None:
    """What became of a withdrawn name stays in the journal; the name does not."""
    actions.register_action(
        "actors.restore_name", _("Nom affiché de nouveau"), _("Nom retiré, puis affiché de nouveau")
    )
    actions.register_action("actors.erase_name", _("Nom effacé"), _("Nom retiré, puis effacé définitivement"))
