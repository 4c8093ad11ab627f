"""The parent of all reports in the tree of pages."""

from typing import Any, ClassVar

from django.http import Http404, HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from wagtail.url_routing import RouteResult

from network_site.errors import gone
from network_site.models import BasePage
from practices.models.permanent_ids import PermanentId
from practices.models.reports import ExperienceReportPage


class ReportIndexPage(BasePage):
    """Its address shows the search, which lists the reports."""

    max_count = 1
    parent_page_types: ClassVar[list[str]] = ["network_site.HomePage"]
    subpage_types: ClassVar[list[str]] = ["practices.ExperienceReportPage"]
    page_description = _("Contient tous les retours d’expérience.")

    class Meta:
        verbose_name = _("liste des retours d’expérience")
        verbose_name_plural = _("listes des retours d’expérience")

    def route(self, request: HttpRequest, path_components: list[str]) -> Any:
        """A report and what its page reads of it, in one query instead of Wagtail's two and some more."""
        if len(path_components) != 1:
            return super().route(request, path_components)
        with_place = ("location__region", "resource_type")
        reports = ExperienceReportPage.objects.child_of(self).select_related(*with_place)
        report = reports.filter(slug=path_components[0]).first()
        if report is not None:
            return report.route(request, [])
        tombstone = PermanentId.objects.buried(path_components[0])
        if tombstone is None:
            raise Http404
        return RouteResult(self, kwargs={"tombstone": tombstone})

    def get_sitemap_urls(self, request: HttpRequest | None = None) -> list[dict[str, Any]]:
        """None: this address only leads to the search."""
        return []

    def serve(
        self, request: HttpRequest, *args: Any, tombstone: PermanentId | None = None, **kwargs: Any
    ) -> HttpResponse:
        if tombstone is not None:
            return gone(request, tombstone)
        return HttpResponsePermanentRedirect(reverse("search:results"))
