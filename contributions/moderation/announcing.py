"""The mails of a review: one for each person and each step, written in the transaction of the step."""

from typing import Any

from django.urls import reverse

from contributions.moderation.models import Review
from network_site.addresses import absolute
from network_site.groups import moderators
from network_site.mail import outbox


def submitted(review: Review) -> None:
    """Tell the moderators that there is something to read, and the author that it has arrived."""
    for moderator in moderators():
        if moderator.pk != review.submitted_by_id:
            mail(review, "submitted", moderator, path=reverse("moderation:review", args=[review.page_id]))
    if review.submitted_by is not None:
        mail(review, "received", review.submitted_by, path=follow_path(review))


def decided(review: Review) -> None:
    """Tell the author what was decided, why, and what to do next."""
    if review.submitted_by is None:
        return
    path = review.page.permanent_path if review.outcome == Review.Outcome.PUBLISHED else follow_path(review)
    mail(review, str(review.outcome), review.submitted_by, path=path)


def mail(review: Review, step: str, person: Any, *, path: str) -> None:
    """`step` names both the event and the template."""
    context = {
        "review": review,
        "title": review.page.get_latest_revision_as_object().title,
        "remarks": list(review.remarks.exclude(sent_at=None).select_related("reviewer")),
        "url": absolute(path),
    }
    template = f"review_{step.replace('-', '_')}"
    outbox.queue(f"review/{review.pk}/{step}/{person.pk}", to=person.email, template=template, context=context)


def follow_path(review: Review) -> str:
    return reverse("moderation:follow", args=[review.page_id])
