"""How long an abandoned text is kept. The privacy page (catalogue/pages.yaml) promises this."""

from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from contributions.writing import files
from contributions.writing.models import Draft, SavedVersion
from network_site.mail import outbox

WARNED_AFTER = timedelta(days=335)
DELETED_AFTER_WARNING = timedelta(days=30)
VISITORS_KEPT = timedelta(days=30)
"""Nobody can be warned: a visitor has left no address."""
VERSIONS_KEPT = timedelta(days=30)
BATCH = 100


def upkeep() -> None:
    """Each day: warn, then delete what nobody came back to. A draft that was written in since is left alone."""
    now = timezone.now()
    for draft in Draft.objects.filter(saved_at__lt=now - WARNED_AFTER, warned_at=None, **OPEN)[:BATCH]:
        warn(draft, now=now)
    delete(warned_at__lt=now - DELETED_AFTER_WARNING, **OPEN)
    delete(owner=None, saved_at__lt=now - VISITORS_KEPT)
    SavedVersion.objects.filter(saved_at__lt=now - VERSIONS_KEPT).delete()


OPEN = {"state": Draft.State.WRITING, "owner__isnull": False}
"""A report that was sent is kept by its page, and its draft with it."""


@transaction.atomic
def warn(draft: Draft, *, now: datetime) -> None:
    """Tell its writer once, with the date of the deletion."""
    if draft.owner is None:
        return
    draft.warned_at = now
    draft.save(update_fields=["warned_at"])
    outbox.queue(
        f"draft-expiry/{draft.pk}/{now:%Y%m%d}",
        to=draft.owner.email,
        template="draft_expiry",
        context={
            "draft": draft,
            "deleted_on": now + DELETED_AFTER_WARNING,
            "url": f"{settings.WAGTAILADMIN_BASE_URL}{draft.get_absolute_url()}",
        },
    )


def delete(**which: object) -> None:
    """With their files, a few at a time: a run that is cut goes on the next day."""
    for draft in Draft.objects.filter(**which)[:BATCH]:
        with transaction.atomic():
            files.remove_all(draft)
            draft.delete()
