"""Publishing a change to what is public while a newer version waits for its review: neither may erase the other."""

from collections.abc import Callable
from typing import Any

from django.db import transaction

from contributions.moderation.models import Review
from contributions.moderation.submission import open_review, review_workflow
from practices.models import ExperienceReportPage

Change = Callable[[ExperienceReportPage], None]


@transaction.atomic
def publish_aside(report: ExperienceReportPage, *, change: Change, user: Any) -> Any:
    """Publish the public version with the change, and nothing else; give the revision.

    A version that is not public yet stays the latest one, with the change in it too; its review goes on with its
    remarks and its place in the queue, and mails nobody. `user` need not have any right in Wagtail's admin.
    """
    public = ExperienceReportPage.objects.select_for_update().get(pk=report.pk)
    waiting = public.get_latest_revision() if public.latest_revision_id != public.live_revision_id else None
    review = open_review(public)
    if review is not None:
        review.outcome = Review.Outcome.CARRIED
        review.save()
    change(public)
    public.full_clean()
    revision = public.save_revision(user=user, log_action=True)
    revision.publish(user=user, skip_permission_checks=True)
    if waiting is not None:
        newer = waiting.as_object()
        change(newer)
        newer.save_revision(user=waiting.user)
    if review is not None:
        review_workflow().start(ExperienceReportPage.objects.get(pk=report.pk), review.submitted_by)
    return revision
