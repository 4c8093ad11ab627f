"""What the review does when Wagtail's admin acts on a report, and the mails of Wagtail that ours replace."""

from collections.abc import Callable
from typing import Any, Final

from django.db import transaction
from django.dispatch import Signal
from wagtail.admin import signal_handlers
from wagtail.models import WorkflowState
from wagtail.signals import page_published, workflow_approved, workflow_rejected, workflow_submitted

from contributions.moderation.models import Review, ReviewTask
from practices.models import ExperienceReportPage

Notifier = Callable[..., bool]

REPLACED: Final[tuple[tuple[Signal, str, Notifier], ...]] = (
    (
        workflow_submitted,
        "workflow_state_submitted_email_notification",
        signal_handlers.workflow_submission_email_notifier,
    ),
    (
        workflow_rejected,
        "workflow_state_rejected_email_notification",
        signal_handlers.workflow_rejection_email_notifier,
    ),
    (
        workflow_approved,
        "workflow_state_approved_email_notification",
        signal_handlers.workflow_approval_email_notifier,
    ),
)
"""Signal, name under which Wagtail connects its notifier (wagtail.admin.signal_handlers), notifier."""


def connect() -> None:
    """Called once, when the app is ready: before Wagtail's admin is, whose app comes later in INSTALLED_APPS. A name
    that is taken is not connected twice, so that these take the place of Wagtail's own notifiers.
    """
    page_published.connect(_report_published, sender=ExperienceReportPage, dispatch_uid="moderation-published")
    for signal, name, notifier in REPLACED:
        signal.connect(_unless_ours(notifier), sender=WorkflowState, dispatch_uid=name, weak=False)


def _unless_ours(notifier: Notifier) -> Notifier:
    """Wagtail's mails for the other workflows; the review of reports has its own."""

    def notify(instance: WorkflowState, **kwargs: Any) -> bool:
        ours = ReviewTask.objects.filter(workflow_tasks__workflow=instance.workflow_id).exists()
        return True if ours else notifier(instance=instance, **kwargs)

    return notify


@transaction.atomic
def _report_published(instance: ExperienceReportPage, revision: Any = None, **_kwargs: Any) -> None:
    """Published from the admin while its review waited: the review is over. A carried one goes on elsewhere."""
    review = Review.objects.select_for_update().filter(page=instance.pk).waiting().order_by("-pk").first()
    if review is not None and review.outcome == Review.Outcome.WAITING:
        review.settle_as_published(user=revision.user if revision else None)
