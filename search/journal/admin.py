"""« Recherches » in the admin: needs without answer, and figures. For moderators; editors do not see them."""

from typing import Any, ClassVar

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext_lazy as _
from django.views.generic import TemplateView
from wagtail.admin import messages
from wagtail.admin.ui.menus import MenuItem
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin
from wagtail.admin.views.generic.permissions import PermissionCheckedMixin
from wagtail.admin.viewsets.model import ModelViewSetGroup
from wagtail.admin.widgets.button import Button
from wagtail.permissions import register_permission_policy

from network_site.record_admin import (
    RecordActionView,
    RecordIndexView,
    RecordInspectView,
    RecordPolicy,
    RecordViewSet,
)
from search.journal import decisions, figures
from search.journal.forms import DecisionForm, LinkForm, PublishForm, SynonymForm
from search.journal_models import SearchCount, UnansweredSearch

NAMESPACE = "unanswered_searches"

register_permission_policy(SearchCount, RecordPolicy(SearchCount))
register_permission_policy(UnansweredSearch, RecordPolicy(UnansweredSearch))


class DecisionView(RecordActionView):
    """A decision that asks for words: the form again with what was typed where it is refused."""

    template_name = "search/admin/decision.html"
    form_class: type[DecisionForm] = DecisionForm

    def form(self, data: Any = None) -> DecisionForm:
        return self.form_class(data, asked=self.object, user=self.request.user)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**({"form": self.form()} | kwargs)) | {"asked": self.object}

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        form = self.form(request.POST)
        done = form.decided()
        if done is None:
            return self.render_to_response(self.get_context_data(form=form))
        messages.success(request, done)
        return HttpResponseRedirect(self.index_url)


class LinkView(DecisionView):
    form_class = LinkForm
    question = _("La question s’ajoute aux questions de tous les jours du besoin : la recherche y mènera.")


class SynonymView(DecisionView):
    form_class = SynonymForm
    question = _("Le mot s’ajoute aux autres mots du terme : la recherche comprendra l’un comme l’autre.")


class PublishView(DecisionView):
    form_class = PublishForm
    question = _("Votre formulation, et elle seule, paraîtra sur la page publique des besoins sans réponse.")


class SetAsideView(RecordActionView):
    question = _("Ce texte n’est ni un besoin ni un mot pour en dire un. S’il est publié, il quitte la page publique.")
    done = _("Le texte est écarté.")

    def act(self) -> None:
        decisions.set_aside(self.object, by=self.request.user)


DECISIONS: dict[str, tuple[type[DecisionView], Any, str]] = {
    "link": (LinkView, _("Lier à un besoin"), "link"),
    "synonym": (SynonymView, _("Ajouter comme synonyme"), "tag"),
    "publish": (PublishView, _("Publier"), "upload"),
}
"""Name of the URL → view, label, icon. Setting aside is the action that every record has."""


class UnansweredIndexView(RecordIndexView):
    def get_list_more_buttons(self, instance: Any) -> list[Any]:
        buttons = super().get_list_more_buttons(instance)
        if not self.user_has_permission("act"):
            return buttons
        return [*_buttons(MenuItem, instance), *buttons]


class UnansweredInspectView(RecordInspectView):
    @property
    def header_more_buttons(self) -> list[Any]:
        buttons = super().header_more_buttons
        return [*_buttons(Button, self.object), *buttons] if self.user_has_permission("act") else buttons


def _buttons(button_class: Any, asked: UnansweredSearch) -> list[Any]:
    return [
        button_class(label, url=reverse(f"{NAMESPACE}:{name}", args=(asked.pk,)), icon_name=icon, priority=rank)
        for rank, (name, (_view, label, icon)) in enumerate(DECISIONS.items(), start=1)
    ]


class UnansweredViewSet(RecordViewSet):
    model = UnansweredSearch
    name = NAMESPACE
    url_prefix = "recherches/besoins-sans-reponse"
    icon = "help"
    menu_label = _("Besoins sans réponse")
    index_view_class = UnansweredIndexView
    inspect_view_class = UnansweredInspectView
    list_display: ClassVar[list[str]] = ["text", "asked", "last_week", "state", "wording", "need"]
    list_related = ("need",)
    list_filter: ClassVar[list[str]] = ["state"]
    list_per_page = 50
    search_fields: ClassVar[list[str]] = ["text", "wording"]
    inspect_view_fields: ClassVar[list[str]] = [
        "text", "asked", "last_week", "state", "wording", "need", "decided_at", "decided_by",
    ]  # fmt: skip
    act_view_class = SetAsideView
    act_label = _("Écarter")
    act_icon = "cross"

    def get_urlpatterns(self) -> list[URLPattern]:
        return [*super().get_urlpatterns(), *(self._decision(name) for name in DECISIONS)]

    def _decision(self, name: str) -> URLPattern:
        view, label, icon = DECISIONS[name]
        options = {"model": self.model, "index_url_name": self.get_url_name("index")}
        return path(f"{name}/<int:pk>/", view.as_view(act_label=label, header_icon=icon, **options), name=name)


class FiguresView(PermissionCheckedMixin, WagtailAdminTemplateMixin, TemplateView):
    """Tables of a period (`?periode=`), or the same as a file (`&export=csv`)."""

    any_permission_required: ClassVar[list[str]] = ["view"]
    model = SearchCount
    template_name = "search/admin/figures.html"
    page_title = _("Chiffres de la recherche")
    header_icon = "list-ul"

    @property
    def period(self) -> figures.Period:
        asked = self.request.GET.get("periode", "")
        return figures.Period(asked) if asked in set(figures.Period) else figures.Period.QUARTER

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        return [*super().get_breadcrumbs_items(), {"url": "", "label": self.get_page_title()}]

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if request.GET.get("export") == "csv":
            return self.exported()
        return super().get(request, *args, **kwargs)

    def exported(self) -> HttpResponse:
        headers = {"Content-Disposition": f'attachment; filename="recherches-{self.period.value}.csv"'}
        return HttpResponse(figures.as_csv(self.period), content_type="text/csv; charset=utf-8", headers=headers)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        shown = {"period": self.period, "periods": list(figures.Period), "tables": figures.tables(self.period)}
        return super().get_context_data(**kwargs) | shown


class FiguresViewSet(RecordViewSet):
    model = SearchCount
    name = "search_figures"
    url_prefix = "recherches/chiffres"
    icon = "list-ul"
    menu_label = _("Chiffres")
    index_view_class = FiguresView

    def get_urlpatterns(self) -> list[URLPattern]:
        return [path("", FiguresView.as_view(), name="index")]


class SearchesGroup(ModelViewSetGroup):
    menu_label = _("Recherches")
    menu_icon = "search"
    menu_name = "searches"
    menu_order = 550
    items = (UnansweredViewSet, FiguresViewSet)
