"""Mails to whoever wrote a published report, and to those who answer for it, once moderators take it away or archive
it: written in the transaction of the decision.
"""

from typing import Any

from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils import timezone

from contributions.freshness.people import people_to_ask
from contributions.moderation.submission import latest_review
from network_site.accounts.models import User
from network_site.addresses import absolute
from network_site.mail import outbox
from practices.models import ExperienceReportPage


def archived(report: ExperienceReportPage) -> None:
    mail(report, "standing_archived")


def taken_away(instance: ExperienceReportPage, **_kwargs: Any) -> None:
    """Removed with a reason, unpublished in the admin without one, or merged into another report."""
    tombstone = instance.tombstone
    mail(
        instance,
        "standing_merged" if instance.merged_into else "standing_removed",
        reason=tombstone.reason if tombstone else "",
    )


def people_to_tell(report: ExperienceReportPage) -> QuerySet[User]:
    latest = latest_review(report)
    writer = Q(pk=latest.submitted_by_id) if latest else Q(pk__in=[])
    return User.objects.filter(writer | Q(pk__in=people_to_ask(report).values("pk")), is_active=True).order_by("pk")


def mail(report: ExperienceReportPage, template: str, **context: Any) -> None:
    """Each time it happens is another mail."""
    now = timezone.now().isoformat()
    for person in people_to_tell(report):
        draft = report.drafts.filter(owner=person).first()
        said = {
            "report": report,
            "url": absolute(report.permanent_path),
            "write_url": absolute(draft.get_absolute_url()) if draft else "",
            "follow_url": absolute(reverse("moderation:follow", args=[report.pk])),
            "contact_url": absolute(reverse("contact")),
        }
        key = f"{template}/{report.pk}/{now}/{person.pk}"
        outbox.queue(key, to=person.email, template=template, context=said | context)
