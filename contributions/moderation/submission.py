"""From a saved revision to a review that waits for a moderator.

`submit_for_review` is what the forms call once they have saved a page revision; `remarks_for` is what they show.
"""

from collections import defaultdict
from typing import Any

from django.db import transaction
from wagtail.models import Workflow

from contributions.moderation import announcing, fields, lookalikes
from contributions.moderation.models import Remark, Review, ReviewTask
from practices.models import ExperienceReportPage


def review_workflow() -> Workflow:
    """The one that the migration made, whatever an administrator called it since."""
    task = ReviewTask.objects.filter(active=True).order_by("pk").first()
    workflow: Workflow = Workflow.objects.active().filter(workflow_tasks__task=task).order_by("pk").get()
    return workflow


@transaction.atomic
def submit_for_review(report_page: ExperienceReportPage, *, user: Any) -> Review:
    """Put the latest revision of the report before the moderators; the same revision twice is one submission.

    A report that was published stays as it is until they have decided. A revision that nobody had decided on gives
    way to the new one, with its place in the queue. The moderators and the author are told, in this transaction.
    """
    report = ExperienceReportPage.objects.select_for_update().get(pk=report_page.pk)
    state = report.current_workflow_state
    current = open_review(report)
    if state is not None and current is None and state.status == state.STATUS_IN_PROGRESS:
        state.cancel(user=user)  # of another workflow, from before this one
        state = None
    if state is None:
        review_workflow().start(report, user)
    elif current is None:
        state.resume(user)
    elif current.revision_id != report.latest_revision_id:
        current.outcome = Review.Outcome.REPLACED
        current.cancel(user=user, resume=True)
    latest = latest_review(report)
    if latest is None:
        raise RuntimeError(f"report {report.pk} was submitted and has no review")
    return latest


def begin(review: Review, *, user: Any) -> None:
    """Complete a review that Wagtail has just started, and tell of it."""
    earlier = Review.objects.filter(page=review.page_id).exclude(pk=review.pk).order_by("-pk").first()
    report = review.revision.as_object()
    review.submitted_by, review.round = user, earlier.round + 1 if earlier else 1
    review.missing, review.lookalikes = fields.missing(report), lookalikes.of(report)
    carried = earlier is not None and earlier.outcome == Review.Outcome.CARRIED
    if earlier is not None and carried:
        review.submitted_by, review.round = earlier.submitted_by, earlier.round
    if earlier is not None and (carried or earlier.outcome == Review.Outcome.REPLACED):
        review.started_at = earlier.started_at
        earlier.remarks.update(review=review)
    review.save()
    if not carried:
        announcing.submitted(review)


def open_review(report: ExperienceReportPage) -> Review | None:
    """The review that waits for a decision, if there is one."""
    return Review.objects.waiting().filter(page=report.pk).order_by("-pk").first()


def latest_review(report: ExperienceReportPage) -> Review | None:
    return Review.objects.filter(page=report.pk).order_by("-pk").first()


def remarks_for(report_page: ExperienceReportPage) -> dict[str, list[Remark]]:
    """What the author is asked to look at again, by name of field (`""` for the whole report); nothing once the report
    was submitted again or published. The general reason comes first among those on the whole.
    """
    review = latest_review(report_page)
    found: dict[str, list[Remark]] = defaultdict(list)
    if review is None or not review.is_to_complete:
        return found
    if review.comment:
        found[fields.WHOLE].append(Remark(review=review, text=review.comment, sent_at=review.finished_at))
    for remark in review.remarks.exclude(sent_at=None).select_related("reviewer"):
        found[remark.field].append(remark)
    return found
