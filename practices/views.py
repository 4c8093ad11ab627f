"""Public pages of needs and stages, and the permanent address of a report."""

from typing import Any

from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.generic import DetailView, TemplateView

from network_site.errors import gone
from practices.models import ExperienceReportPage, Need, PermanentId, Stage


class NeedIndexView(TemplateView):
    template_name = "practices/need_index.html"


class NeedView(DetailView[Need]):
    template_name = Need.template
    context_object_name = Need.context_object_name

    def get_queryset(self) -> QuerySet[Need]:
        return Need.objects.filter(live=True)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**kwargs) | self.object.get_context()


class StageView(DetailView[Stage]):
    template_name = Stage.template
    context_object_name = Stage.context_object_name

    def get_queryset(self) -> QuerySet[Stage]:
        return Stage.objects.filter(live=True)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**kwargs) | self.object.get_context()


def permanent(request: HttpRequest, permanent_id: str) -> HttpResponse:
    """Lead to the report for ever: 301 while it is public, 410 once it is not, 404 for a number never given."""
    report = ExperienceReportPage.objects.live().public().filter(permanent_id=permanent_id).first()
    if report is not None:
        return redirect(report.get_url(request), permanent=True)
    year, number = map(int, permanent_id.split("-"))
    if PermanentId.objects.filter(year=year, number=number).exists():
        return gone(request)
    raise Http404
