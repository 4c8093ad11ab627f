"""What a report said on the days it was published: for those who cite it, and out of search engines."""

from datetime import date

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from practices.models import ExperienceReportPage, PublishedVersion
from practices.reading import published_reports, read_report
from practices.views import not_readable


def versions(request: HttpRequest, permanent_id: str) -> HttpResponse:
    """The days of publication, the last first."""
    report = published_reports().filter(permanent_id=permanent_id).first()
    if report is None:
        return not_readable(request, permanent_id)
    days = list(report.versions.defer("content"))
    return render(request, "practices/report_versions.html", {"report": report, "versions": days})


def version(request: HttpRequest, permanent_id: str, day: date) -> HttpResponse:
    """What could be read that day; a day without publication leads to the one before."""
    report = published_reports().filter(permanent_id=permanent_id).first()
    if report is None:
        return not_readable(request, permanent_id)
    known = report.versions.filter(day__lte=day).first()
    if known is None:
        raise Http404
    if known.day != day:
        return redirect(known)
    page = page_of(known, report)
    context = {"page": page, "reading": read_report(page, draft=True), "version": known, "report": report}
    return render(request, "practices/report_version.html", context)


def page_of(known: PublishedVersion, report: ExperienceReportPage) -> ExperienceReportPage:
    """The report as it was that day, with the people and the standing of today."""
    page: ExperienceReportPage = report.with_content_json(known.content)
    page.last_published_at = known.published_at
    return page
