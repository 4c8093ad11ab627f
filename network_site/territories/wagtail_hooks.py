"""Choosing one of 36,000 territories in the admin by typing the beginning of its name, or its code."""

from django import forms
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.forms.choosers import BaseFilterForm
from wagtail.admin.ui.tables import Column
from wagtail.admin.views.generic.chooser import ChooseResultsView, ChooseView
from wagtail.admin.viewsets.chooser import ChooserViewSet

from network_site.territories.models import Territory, TerritoryQuerySet


class TerritoryFilterForm(BaseFilterForm):
    """One field: a name or a code. The largest territories come first, since they share names with small ones."""

    q = forms.CharField(label=_("Nom ou code INSEE"), required=False, max_length=100)

    def filter(self, objects: TerritoryQuerySet) -> TerritoryQuerySet:
        typed = self.cleaned_data.get("q", "").strip()
        if typed:
            self.is_searching, self.search_query = True, typed
            objects = objects.filter(Q(name__istartswith=typed) | Q(name__icontains=f" {typed}") | Q(code=typed))
        return objects.order_by(F("population").desc(nulls_last=True), "slug_code")


class TerritoryColumnsMixin:
    """What tells two communes of the same name apart."""

    filter_form_class = TerritoryFilterForm

    @property
    def columns(self) -> list[Column]:
        return [
            *super().columns,  # type: ignore[misc]  # the mixed-in view has it
            Column("kind", label=_("Type"), accessor="get_kind_display"),
            Column("population", label=_("Habitants"), accessor="population"),
        ]


class TerritoryChooseView(TerritoryColumnsMixin, ChooseView):
    pass


class TerritoryChooseResultsView(TerritoryColumnsMixin, ChooseResultsView):
    pass


class TerritoryChooserViewSet(ChooserViewSet):
    model = Territory
    icon = "site"
    choose_one_text = _("Choisir un territoire")
    choose_another_text = _("Choisir un autre territoire")
    choose_view_class = TerritoryChooseView
    choose_results_view_class = TerritoryChooseResultsView
    register_widget = True
    per_page = 15


territory_chooser = TerritoryChooserViewSet("territory_chooser")


@hooks.register("register_admin_viewset")
def register_territory_chooser() -> TerritoryChooserViewSet:
    return territory_chooser
