"""What belonging to actors knows of a person."""

from typing import Any

from actors.membership.models import Membership
from network_site.accounts.models import User


def export(user: User) -> list[dict[str, Any]]:
    """JSON types only."""
    return [
        {
            "actor": membership.actor.name,
            "role": membership.role,
            "message": membership.message,
            "requested_at": membership.requested_at.isoformat(),
            "confirmed_at": membership.confirmed_at.isoformat() if membership.confirmed_at else None,
        }
        for membership in Membership.objects.filter(user=user).select_related("actor")
    ]


def forget(user: User) -> None:
    Membership.objects.filter(user=user).delete()
