"""What keeping reports true knows of a member: the names that are theirs on reports."""

from typing import Any

from contributions.freshness.models import ReferentAccount
from network_site.accounts.models import User


def export(user: User) -> list[dict[str, Any]]:
    """JSON types only."""
    return [
        {
            "name": link.referent.name,
            "role": link.referent.role,
            "visibility": link.referent.visibility,
            "confirmed_at": link.linked_at.isoformat(),
        }
        for link in ReferentAccount.objects.filter(user=user).select_related("referent")
    ]


def forget(user: User) -> None:
    """The records stay, so that a message to the référent still finds the actor; the names go."""
    for link in ReferentAccount.objects.filter(user=user).select_related("referent"):
        link.referent.erase()
