"""Public pages of needs and stages, and the permanent address of a report."""

from typing import Any

from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.generic import DetailView, TemplateView

from network_site.errors import gone
from network_site.vocabulary import Term
from practices.citation import Citation
from practices.models import ExperienceReportPage, Need, PermanentId, Stage
from practices.reading import needs_by_stage, published_reports
from practices.reading.report import cite, lead_actors


class NeedIndexView(TemplateView):
    template_name = "practices/need_index.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**kwargs) | {"groups": needs_by_stage()}


class TermView(DetailView[Term]):
    """A published term that has a page of its own; its model says what the page shows, as in preview."""

    def get_queryset(self) -> QuerySet[Term]:
        return super().get_queryset().filter(live=True)

    def get_template_names(self) -> list[str]:
        return [self.object.template]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**kwargs) | self.object.get_context()


class NeedView(TermView):
    model = Need


class StageView(TermView):
    model = Stage


def permanent(request: HttpRequest, permanent_id: str) -> HttpResponse:
    """Lead to the report for ever: 301 while anyone may read it or the one that it was merged into, 410 with its
    tombstone once it is gone, 404 for a number never given or not yet public.
    """
    report = published_reports().filter(permanent_id=permanent_id).first()
    if report is not None:
        return redirect(report.get_url(request), permanent=True)
    return not_readable(request, permanent_id)


def not_readable(request: HttpRequest, permanent_id: str) -> HttpResponse:
    """The answer for the identifier of a report that nobody may read, or not any more."""
    hidden = ExperienceReportPage.objects.filter(permanent_id=permanent_id).select_related("merged_into").first()
    if hidden is not None and hidden.merged_into is not None:
        return redirect(hidden.merged_into.readable_path, permanent=True)
    identifier = PermanentId.objects.named(permanent_id).first()
    if identifier is None or (is_draft(hidden) and not identifier.removed_at):
        raise Http404
    return gone(request, identifier if identifier.removed_at else None)


def is_draft(report: ExperienceReportPage | None) -> bool:
    """Nobody has ever read it."""
    return report is not None and not report.live and report.first_published_at is None


def bibtex(request: HttpRequest, permanent_id: str) -> HttpResponse:
    """The reference as a file for BibTeX; of a report that was merged, 301 to the one that it was merged into."""
    report = _cited(permanent_id)
    if report.permanent_id != permanent_id:
        return redirect("practices:bibtex", report.permanent_id, permanent=True)
    content = _citation(request, report).bibtex()
    return HttpResponse(content, content_type="application/x-bibtex; charset=utf-8", headers=_file(permanent_id, "bib"))


def csl_json(request: HttpRequest, permanent_id: str) -> HttpResponse:
    """The reference as a file for Zotero and the like; of a report that was merged, as `bibtex`."""
    report = _cited(permanent_id)
    if report.permanent_id != permanent_id:
        return redirect("practices:csl-json", report.permanent_id, permanent=True)
    items = _citation(request, report).csl()
    options = {"ensure_ascii": False, "indent": 2}
    return JsonResponse(items, safe=False, json_dumps_params=options, headers=_file(permanent_id, "json"))


def _cited(permanent_id: str) -> ExperienceReportPage:
    """The report that anyone may read under this identifier, or else the one that it was merged into.

    Raises:
        Http404: nobody may read either.
    """
    report = published_reports().filter(permanent_id=permanent_id).first()
    return report or get_object_or_404(published_reports(), merged__permanent_id=permanent_id)


def _citation(request: HttpRequest, report: ExperienceReportPage) -> Citation:
    address = request.build_absolute_uri(report.permanent_path)
    return cite(report, authors=lead_actors(report), address=address)


def _file(permanent_id: str, extension: str) -> dict[str, str]:
    return {"Content-Disposition": f'attachment; filename="relais-{permanent_id}.{extension}"'}
