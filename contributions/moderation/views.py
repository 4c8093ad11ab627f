"""Pages of the review: what the author follows."""

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.cache import never_cache

from contributions.moderation import timeline
from contributions.moderation.fields import LABELS
from contributions.moderation.rights import may_follow
from contributions.moderation.submission import latest_review, remarks_for
from practices.models import ExperienceReportPage


@login_required
@never_cache
def follow(request: HttpRequest, pk: int) -> HttpResponse:
    """What became of a report, for its author, the members of its actors and the moderators; nobody else learns that
    it exists.
    """
    report = get_object_or_404(ExperienceReportPage, pk=pk)
    if not may_follow(request.user, report):
        raise Http404
    remarks = [(LABELS[field], found) for field, found in remarks_for(report).items()]
    context = {
        "report": report,
        "title": report.get_latest_revision_as_object().title,
        "review": latest_review(report),
        "remarks": remarks,
        "steps": timeline.steps_of(report),
    }
    return render(request, "moderation/follow.html", context)
