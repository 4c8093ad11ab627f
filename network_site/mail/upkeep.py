"""Whether mail leaves, for the health checks: counts and ages, never an address."""

from django.db.models import Count, Min, Q
from django.utils import timezone

from network_site.health import Finding
from network_site.mail.models import OutgoingMail

LATE = 900
"""Seconds: a mail that has waited so long tells of a server or a worker that is missing."""


def check_mail() -> Finding:
    waiting = Q(sent_at=None, next_attempt_at__isnull=False)
    found = OutgoingMail.objects.filter(sent_at=None).aggregate(
        waiting=Count("pk", filter=waiting),
        given_up=Count("pk", filter=Q(next_attempt_at=None) & ~Q(to="")),
        since=Min("created_at", filter=waiting),
    )
    oldest = round((timezone.now() - found["since"]).total_seconds()) if found["since"] else 0
    facts = {"waiting": found["waiting"], "given_up": found["given_up"], "oldest_seconds": oldest}
    return Finding(ok=oldest < LATE, facts=facts)
