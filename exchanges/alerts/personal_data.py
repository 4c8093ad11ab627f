"""What alerts know of a member, who may have asked for some with the address of the account."""

from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest

from exchanges.alerts import links
from exchanges.alerts.models import Alert, Subscriber
from network_site.accounts.models import User


def subscribers_of(user: User) -> "QuerySet[Subscriber]":
    return Subscriber.objects.filter(email=user.email.lower())


def member_section(request: HttpRequest) -> dict[str, Any] | None:
    """The alerts of a signed-in person, whose address the account has confirmed."""
    user = request.user
    subscriber = subscribers_of(user).prefetch_related("alerts").first() if isinstance(user, User) else None
    return {"alerts": subscriber.alerts.all(), "manage_path": links.manage_path(subscriber)} if subscriber else None


def export(user: User) -> list[dict[str, Any]]:
    """JSON types only."""
    alerts = Alert.objects.filter(subscriber__in=subscribers_of(user))
    return [
        {
            "search": alert.label,
            "address": alert.search_path,
            "rhythm": alert.rhythm,
            "consent": alert.consent_text,
            "consented_at": alert.consented_at.isoformat(),
            "confirmed_at": alert.confirmed_at.isoformat() if alert.confirmed_at else None,
        }
        for alert in alerts
    ]


def forget(user: User) -> None:
    """Alerts are about nobody else: all of them go."""
    subscribers_of(user).delete()
