"""Writing remarks and opinions, and asking people without an account."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any, Final

from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from contributions.moderation.models import InvitedReviewer, Opinion, Remark, Review
from network_site import signed_links
from network_site.addresses import absolute
from network_site.mail import outbox
from practices.models import ExperienceReportPage

SALT: Final = "moderation.invited-reviewer"
LONGEST: Final = timedelta(days=31)
"""No link opens anything after that, whatever its record says."""


@transaction.atomic
def keep_remarks(review: Review, texts: Mapping[str, str], **author: Any) -> None:
    """Write what one person says, by name of field; an empty text takes back what was said."""
    for field, text in texts.items():
        mine = Remark.objects.filter(review=review, field=field, **author)
        if not text:
            mine.delete()
        elif not mine.update(text=text):
            Remark.objects.create(review=review, field=field, text=text, **author)


def keep_opinion(report: ExperienceReportPage, *, user: Any, text: str, signature: str) -> None:
    """A moderator's opinion is public as soon as the report is."""
    mine = Opinion.objects.filter(page=report, author=user)
    if not text:
        mine.delete()
        return
    said = {"text": text, "signature": signature, "shown_at": timezone.now()}
    Opinion.objects.update_or_create(page=report, author=user, defaults=said)


def keep_invited_opinion(reviewer: InvitedReviewer, *, text: str) -> None:
    """Waits for a moderator to show it; reworded, it waits again."""
    if not text:
        Opinion.objects.filter(reviewer=reviewer).delete()
        return
    existing = Opinion.objects.filter(reviewer=reviewer).first()
    if existing is None:
        Opinion.objects.create(page=reviewer.page, reviewer=reviewer, text=text, signature=reviewer.name)
    elif existing.text != text:
        existing.text, existing.shown_at = text, None
        existing.save(update_fields=["text", "shown_at"])


@transaction.atomic
def invite(report: ExperienceReportPage, *, user: Any, name: str, email: str, days: int) -> InvitedReviewer:
    """Send a secret link to one person, for one report."""
    expires_at = timezone.now() + timedelta(days=days)
    reviewer = InvitedReviewer.objects.create(page=report, name=name, invited_by=user, expires_at=expires_at)
    context = {
        "reviewer": reviewer,
        "title": report.get_latest_revision_as_object().title,
        "url": absolute(reverse("moderation:invited", args=[token_of(reviewer)])),
    }
    outbox.queue(f"reviewer/{reviewer.pk}", to=email, template="review_invited", context=context)
    return reviewer


def token_of(reviewer: InvitedReviewer) -> str:
    return signed_links.make_link({"reviewer": reviewer.pk}, salt=SALT)


def reviewer_of(token: str) -> InvitedReviewer:
    """Whom a link belongs to, while it is open. It serves as often as needed until then: one reads in several times.

    Raises LinkRefused: forged, past its date, or revoked.
    """
    said = signed_links.read_link(token, salt=SALT, max_age=LONGEST)
    reviewer = InvitedReviewer.objects.select_related("page").filter(pk=said["reviewer"]).first()
    if reviewer is None or reviewer.revoked_at is not None:
        raise signed_links.LinkSpent
    if not reviewer.is_open:
        raise signed_links.LinkExpired
    return reviewer
