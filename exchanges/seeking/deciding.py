"""The life of a sought need: written, read by a moderator, published, answered, renewed, closed, expired."""

from datetime import date
from typing import Any

from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from exchanges.seeking.models import Answer, SoughtNeed
from network_site.accounts.models import User
from network_site.addresses import absolute
from network_site.groups import moderators
from network_site.mail import outbox
from practices.models import ExperienceReportPage

State = SoughtNeed.State


@transaction.atomic
def submit(user: User, *, instance: SoughtNeed | None, values: dict[str, Any]) -> SoughtNeed:
    """Keep what was written and tell the moderators, once for each time."""
    sought = instance or SoughtNeed(author=user)
    if instance is not None:
        sought.submissions += 1
    for name in ("actor", "need", "territory", "context", "until"):
        setattr(sought, name, values[name])
    sought.state, sought.submitted_at, sought.reason = State.WAITING, timezone.now(), ""
    sought.save()
    for moderator in moderators():
        outbox.queue(
            f"seeking/submitted/{sought.pk}/{sought.submissions}/{moderator.pk}",
            to=moderator.email,
            template="seeking_submitted",
            context={"sought": sought, "url": absolute(reverse("seeking:queue"))},
        )
    return sought


@transaction.atomic
def decide(pk: int, *, by: User, accepted: bool, reason: str) -> bool:
    """False when another moderator has decided meanwhile."""
    sought = SoughtNeed.objects.select_for_update().waiting().filter(pk=pk).first()
    if sought is None:
        return False
    sought.state = State.PUBLISHED if accepted else State.REFUSED
    sought.decided_by, sought.reason = by, "" if accepted else reason
    sought.published_at = timezone.now() if accepted else sought.published_at
    sought.save(update_fields=["state", "decided_by", "reason", "published_at"])
    _tell_author(sought, "accepted" if accepted else "refused", str(sought.submissions))
    return True


def close(sought: SoughtNeed) -> None:
    SoughtNeed.objects.filter(pk=sought.pk, state=State.PUBLISHED).update(state=State.CLOSED, closed_at=timezone.now())


def renew(sought: SoughtNeed, *, until: date) -> None:
    """The text was read already: it is open again at once."""
    SoughtNeed.objects.filter(pk=sought.pk, published_at__isnull=False).exclude(state=State.WAITING).update(
        state=State.PUBLISHED, until=until, closed_at=None
    )


def expire() -> int:
    """What reached its day is no longer shown; its author is told how to renew it."""
    expired = 0
    passed = SoughtNeed.objects.filter(state=State.PUBLISHED, until__lt=timezone.localdate())
    for sought in passed.with_names().select_related("author"):
        with transaction.atomic():
            if passed.filter(pk=sought.pk).update(state=State.EXPIRED):
                _tell_author(sought, "expired", f"{sought.until:%Y%m%d}")
                expired += 1
    return expired


def answer(sought: SoughtNeed, report: ExperienceReportPage, *, by: User | None, written_for_it: bool = False) -> bool:
    """Put a report among the answers and tell the author; False when it was there already."""
    with transaction.atomic():
        _answer, created = Answer.objects.get_or_create(
            sought=sought, report=report, defaults={"by": by, "written_for_it": written_for_it}
        )
        if created and by != sought.author:
            _tell_author(sought, "answered", str(report.pk), report=report)
    return created


def _tell_author(sought: SoughtNeed, event: str, occasion: str, **context: Any) -> None:
    if sought.author is None or not sought.author.is_active:
        return
    outbox.queue(
        f"seeking/{event}/{sought.pk}/{occasion}",
        to=sought.author.email,
        template=f"seeking_{event}",
        context={"sought": sought, "url": absolute(sought.get_absolute_url()), **context},
    )
