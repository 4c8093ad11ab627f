"""What a moderator decides: once, on the version that was read."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.db import transaction

from contributions.moderation.models import Review


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


def publish(review: Review, *, user: Any, revision_id: int, comment: str = "") -> Review:
    with deciding(review, revision_id=revision_id) as held:
        return held.approve(user=user, comment=comment)


def ask(review: Review, *, user: Any, revision_id: int, comment: str = "") -> Review:
    """Send the remarks to the author, who may complete the report and submit it again."""
    with deciding(review, revision_id=revision_id) as held:
        return held.reject(user=user, comment=comment)


def refuse(review: Review, *, user: Any, revision_id: int, reason: str) -> Review:
    with deciding(review, revision_id=revision_id) as held:
        return end_as_refused(held, user=user, reason=reason)


@transaction.atomic
def end_as_refused(review: Review, *, user: Any, reason: str) -> Review:
    """The workflow ends; the author may still write another version and submit it."""
    review.outcome, review.comment = Review.Outcome.REFUSED, reason
    review.save()
    review.workflow_state.cancel(user=user)
    return Review.objects.get(pk=review.pk)
