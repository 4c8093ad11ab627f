"""What stays of each publication and of each removal, whoever publishes or removes and from where."""

from typing import Any

from django.db import transaction
from django.db.models.signals import pre_delete
from django.utils import timezone
from wagtail.signals import page_published, page_unpublished

from practices.models import ExperienceReportPage, PermanentId, PublishedVersion


def connect() -> None:
    """Called once, when the app is ready."""
    page_published.connect(keep_version, sender=ExperienceReportPage, dispatch_uid="practices-version")
    page_unpublished.connect(bury, sender=ExperienceReportPage, dispatch_uid="practices-unpublished")
    pre_delete.connect(bury_deleted, sender=ExperienceReportPage, dispatch_uid="practices-deleted")


def keep_version(instance: ExperienceReportPage, revision: Any, **_kwargs: Any) -> None:
    now = timezone.now()
    said = {"content": revision.content, "published_at": now}
    PublishedVersion.objects.update_or_create(report=instance, day=timezone.localdate(now), defaults=said)
    PermanentId.objects.revive(instance.permanent_id)


def bury(instance: ExperienceReportPage, **_kwargs: Any) -> None:
    """Unless whoever removed it has said why."""
    if instance.tombstone is None:
        PermanentId.objects.bury(instance.permanent_id, title=instance.title, slug=instance.slug)


def bury_deleted(instance: ExperienceReportPage, **_kwargs: Any) -> None:
    """The title of a draft that nobody could read stays unknown; the tombstone of what was removed before stays."""
    if instance.live:
        bury(instance)
    else:
        PermanentId.objects.named(instance.permanent_id).exclude(removed_at=None).update(slug=instance.slug)


@transaction.atomic
def remove(report: ExperienceReportPage, *, title: str, reason: str, user: Any) -> None:
    """Take a report away with a reason that readers of its tombstone are told. Its text stays with the moderators."""
    PermanentId.objects.bury(report.permanent_id, title=title, slug=report.slug, reason=reason)
    report.unpublish(user=user)
