"""What a moderator decides: once, on the version that was read."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from enum import StrEnum
from typing import Any

from django.db import transaction

from contributions.moderation.models import Review
from contributions.moderation.remarking import keep_remarks

Texts = Mapping[str, str]


class Decision(StrEnum):
    """What a moderator may do with a review; the value is that of the button."""

    KEEP = "garder"
    ASK = "demander"
    PUBLISH = "publier"
    REFUSE = "refuser"


class AlreadyDecidedError(Exception):
    """Another moderator, or the same one by a double click, decided first."""

    def __init__(self, review: Review) -> None:
        super().__init__(f"review {review.pk} is {review.outcome}")
        self.review = review


class ChangedSinceError(Exception):
    """The report has a newer version than the one that was read."""


@contextmanager
def deciding(review: Review, *, revision_id: int) -> Iterator[Review]:
    """Hold the review while it is decided on, as long as what was read is still what would be published.

    Raises AlreadyDecidedError and ChangedSinceError.
    """
    with transaction.atomic():
        held = Review.objects.select_for_update().get(pk=review.pk)
        if not held.is_waiting:
            raise AlreadyDecidedError(held)
        if held.page.latest_revision_id != revision_id:
            raise ChangedSinceError
        if held.revision_id != revision_id:
            held.revision_id = revision_id  # a moderator corrected it in the admin, and has read it again since
            held.save(update_fields=["revision"])
        yield held


def decide(
    review: Review, *, decision: Decision, user: Any, revision_id: int, comment: str = "", remarks: Texts | None = None
) -> Review:
    """Write the remarks, and enact the decision on the version that was read; all of it or nothing.

    Raises AlreadyDecidedError and ChangedSinceError.
    """
    with deciding(review, revision_id=revision_id) as held:
        keep_remarks(held, remarks or {}, author=user)
        if decision == Decision.PUBLISH:
            return held.approve(user=user, comment=comment)
        if decision == Decision.ASK:
            return held.reject(user=user, comment=comment)
        if decision == Decision.REFUSE:
            return end_as_refused(held, user=user, reason=comment)
        return held


@transaction.atomic
def end_as_refused(review: Review, *, user: Any, reason: str) -> Review:
    """The workflow ends; the author may still write another version and submit it."""
    review.outcome, review.comment = Review.Outcome.REFUSED, reason
    review.save()
    review.workflow_state.cancel(user=user)
    return Review.objects.get(pk=review.pk)
