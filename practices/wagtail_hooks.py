"""Reports, needs and vocabularies in the Wagtail admin, arranged for an editor."""

from collections.abc import Iterable
from typing import ClassVar

from django.db.models import Model
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin import messages
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.menu import MenuItem
from wagtail.admin.ui.tables import Column, LiveStatusTagColumn, UpdatedAtColumn
from wagtail.admin.views.pages.listing import IndexView
from wagtail.admin.viewsets.pages import PageListingViewSet
from wagtail.log_actions import LogActionRegistry
from wagtail.snippets.models import register_snippet
from wagtail.snippets.views.snippets import SnippetViewSet, SnippetViewSetGroup

from actors.models import ActorType, NetworkCategory, NetworkScope, TerritoryType
from network_site.vocabulary import Term
from practices.models import (
    CompassLever,
    CompassPrinciple,
    DoughnutDimension,
    EssentialNeed,
    ExperienceReportPage,
    Hazard,
    MobilisedActor,
    Need,
    ResourceType,
    Stage,
    SustainableGoal,
    Theme,
    Trigger,
)

HIDDEN_MENU_ITEMS = {"snippets"}


class ReportFilterSet(IndexView.base_filterset_class):
    """What an editor narrows the list by."""

    class Meta:
        model = ExperienceReportPage
        fields: ClassVar[list[str]] = [
            "format",
            "kind",
            "status",
            "needs",
            "stages",
            "origin",
            "editorial_status",
            "live",
        ]


def standing(report: ExperienceReportPage) -> str:
    """What the field says is of published reports only: nobody reads the others."""
    return report.get_editorial_status_display() if report.live else ""


class ReportIndexView(IndexView):
    base_columns: ClassVar[list[Column]] = [
        *(column for column in IndexView.base_columns if column.name != "parent"),
        Column("permanent_id", label=_("Identifiant"), sort_key="permanent_id"),
        Column("kind", label=_("Nature"), accessor="get_kind_display", sort_key="kind"),
        Column("editorial_status", label=_("État"), accessor=standing, sort_key="editorial_status"),
        Column("verified_at", label=_("Vérifié le"), sort_key="verified_at"),
    ]


class ReportListingViewSet(PageListingViewSet):
    model = ExperienceReportPage
    index_view_class = ReportIndexView
    icon = "doc-full"
    menu_label = _("Retours d’expérience")
    menu_order = 100
    add_to_admin_menu = True
    filterset_class = ReportFilterSet


report_listing = ReportListingViewSet("reports")


@hooks.register("register_admin_viewset")
def register_report_listing() -> ReportListingViewSet:
    return report_listing


class NeedFilterSet(WagtailFilterSet):
    class Meta:
        model = Need
        fields: ClassVar[list[str]] = ["stages", "origin", "live"]


class NeedViewSet(SnippetViewSet):
    model = Need
    icon = "help"
    menu_label = _("Besoins")
    menu_name = "needs"
    menu_order = 110
    add_to_admin_menu = True
    list_display: ClassVar[list[object]] = ["label", "order", "origin", LiveStatusTagColumn(), UpdatedAtColumn()]
    list_per_page = 50
    search_fields: ClassVar[list[str]] = ["label", "definition", "synonyms"]
    ordering: ClassVar[list[str]] = ["order"]
    filterset_class = NeedFilterSet


def vocabulary_viewset(vocabulary: type[Term]) -> SnippetViewSet:
    """Every vocabulary is edited in the same way."""

    class TermFilterSet(WagtailFilterSet):
        class Meta:
            model = vocabulary
            fields: ClassVar[list[str]] = ["origin", "live"]

    class TermViewSet(SnippetViewSet):
        model = vocabulary
        icon = "tag"
        menu_label = capfirst(vocabulary._meta.verbose_name_plural)  # noqa: SLF001 - Django documents Model._meta
        list_display: ClassVar[list[object]] = ["label", "order", "origin", LiveStatusTagColumn(), UpdatedAtColumn()]
        list_per_page = 50
        search_fields: ClassVar[list[str]] = ["label", "definition", "synonyms"]
        ordering: ClassVar[list[str]] = ["order", "label"]
        filterset_class = TermFilterSet

    return TermViewSet()


VOCABULARY_MENU: tuple[type[Term], ...] = (
    Stage,
    Theme,
    Hazard,
    Trigger,
    EssentialNeed,
    SustainableGoal,
    CompassPrinciple,
    CompassLever,
    DoughnutDimension,
    MobilisedActor,
    ResourceType,
    ActorType,
    TerritoryType,
    NetworkScope,
    NetworkCategory,
)


class VocabularyGroup(SnippetViewSetGroup):
    menu_label = _("Vocabulaires")
    menu_icon = "tag"
    menu_name = "vocabularies"
    menu_order = 150
    items = tuple(vocabulary_viewset(vocabulary) for vocabulary in VOCABULARY_MENU)


register_snippet(NeedViewSet)
register_snippet(VocabularyGroup)


@hooks.register("construct_main_menu")
def hide_what_the_menu_already_shows(request: object, menu_items: list[MenuItem]) -> None:
    """Snippets are reached by their own entries; the general list would only repeat them."""
    menu_items[:] = [item for item in menu_items if item.name not in HIDDEN_MENU_ITEMS]


@hooks.register("before_delete_snippet")
def keep_what_is_used(request: HttpRequest, instances: Iterable[Model]) -> HttpResponse | None:
    """Deleting a term would take it off everything that carries it, without a word: of what is many to many, Wagtail
    counts nothing and the database protects nothing.
    """
    used = [(term, uses) for term in instances if isinstance(term, Term) and (uses := uses_of(term))]
    for term, uses in used:
        told = _("« %(term)s » sert encore (%(uses)s) : retirez-le d’abord de ces fiches, ou dépubliez-le.")
        messages.error(request, told % {"term": term, "uses": ", ".join(uses)})
    return redirect(used[0][0].snippet_viewset.get_url_name("list")) if used else None


def uses_of(term: Term) -> list[str]:
    """« 5 retours d’expérience », « 1 réseau »: what carries the term, drafts included."""
    uses = []
    for relation in term._meta.related_objects:  # noqa: SLF001 - Django documents Model._meta
        if relation.many_to_many:
            model = relation.related_model
            count, named = model._base_manager.filter(**{relation.field.name: term}).count(), model._meta  # noqa: SLF001 - likewise
            uses += [f"{count} {named.verbose_name if count == 1 else named.verbose_name_plural}"] if count else []
    return uses


@hooks.register("register_log_actions")
def register_decisions(actions: LogActionRegistry) -> None:
    actions.register_action("practices.confirm", _("Confirmé exact"), _("Confirmé toujours exact"))
    actions.register_action("practices.to_check", _("À vérifier"), _("Passé « à vérifier »"))
    actions.register_action("practices.archive", _("Archivé"), _("Archivé"))
    actions.register_action("practices.reopen", _("De nouveau publié"), _("De nouveau publié"))
    actions.register_action("practices.merge", _("Fusionné"), _("Fusionné dans un autre retour"))
