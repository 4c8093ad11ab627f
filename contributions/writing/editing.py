"""A report that exists already, published or imported, opened for its référents to write in."""

from typing import Any

from django.db import transaction
from django.http import Http404

from actors.rights import REFERENT, actors_of
from contributions.writing import files, reports, saving, submission
from contributions.writing.models import Draft
from practices.models import ExperienceReportPage, ReportActor

TAB = "reprise"


def may_edit(report: ExperienceReportPage, user: Any) -> bool:
    """A référent of an organisation that carries the report; or whoever wrote it and still may write."""
    mine = actors_of(user, REFERENT)
    roles = [ReportActor.Role.LEAD, ReportActor.Role.PARTNER]
    return ReportActor.objects.filter(page=report, actor__in=mine, role__in=roles).exists()


@transaction.atomic
def draft_of(report: ExperienceReportPage, *, user: Any) -> Draft:
    """The draft of this person for this report, made from what the report says now. Http404 without the right."""
    known = Draft.objects.of_person(user).filter(page=report).first()
    if known is None and not may_edit(report, user):
        raise Http404
    if known is not None:
        return known if known.is_open else submission.reopen(known, user=user)
    latest: ExperienceReportPage = report.get_latest_revision_as_object()
    draft = Draft.objects.create(owner=user, page=report, format=latest.format, origin=f"rex:{report.permanent_id}")
    files.take_from(latest, draft)
    return saving.save(draft, saving.Typed(reports.data_of(latest, user), base=0, tab=TAB)).draft
