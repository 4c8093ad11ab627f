"""« Sigles et mots de tous les jours » in the admin, and what the search can do, on its home page."""

from collections.abc import Mapping
from typing import Any, ClassVar

from django.utils.translation import gettext_lazy as _
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.ui.components import Component
from wagtail.admin.ui.tables import BooleanColumn, Column, UpdatedAtColumn
from wagtail.snippets.views.snippets import IndexView, SnippetViewSet

from search import service, upkeep
from search.expansion_models import Expansion


class ExpansionFilterSet(WagtailFilterSet):
    class Meta:
        model = Expansion
        fields: ClassVar[list[str]] = ["live", "as_written", "origin"]


class ExpansionIndexView(IndexView):
    add_item_label = _("Ajouter")


class ExpansionViewSet(SnippetViewSet):
    model = Expansion
    index_view_class = ExpansionIndexView
    icon = "title"
    menu_label = _("Sigles et mots de tous les jours")
    menu_name = "expansions"
    menu_item_is_registered = True
    copy_view_enabled = False
    inspect_view_enabled = True
    list_display: ClassVar[list[object]] = [
        "term",
        Column("all_means", label=_("Ce qu’il veut dire")),
        BooleanColumn("live", label=_("En service"), sort_key="live"),
        Column("origin", label=_("Origine"), accessor="get_origin_display", sort_key="origin"),
        UpdatedAtColumn(),
    ]
    list_per_page = 50
    search_fields: ClassVar[list[str]] = ["term", "folded", "means"]
    ordering: ClassVar[list[str]] = ["folded"]
    filterset_class = ExpansionFilterSet


class SearchStatusPanel(Component):
    """Whether questions are compared by their meaning, and whether the index follows, in a few sentences."""

    name = "search_status"
    template_name = "search/admin/status.html"
    order = 250

    def get_context_data(self, parent_context: Mapping[str, Any] | None = None) -> dict[str, Any]:
        return {"status": service.semantic_status(), "lag": upkeep.lag()}
