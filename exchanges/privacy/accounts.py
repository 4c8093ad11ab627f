"""The account itself: what it holds, and its deletion."""

from typing import Any

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator

from network_site.accounts.models import User


def export(user: User) -> dict[str, Any]:
    """JSON types only; no password and no secret of a second factor."""
    return {
        "email": user.email,
        "first_name": user.first_name,
        "last_name": user.last_name,
        "joined_at": user.date_joined.isoformat(),
        "last_login": user.last_login.isoformat() if user.last_login else None,
        "addresses": [
            {"email": address.email, "verified": address.verified} for address in EmailAddress.objects.filter(user=user)
        ],
        "second_factors": [
            str(kind) for kind in Authenticator.objects.filter(user=user).values_list("type", flat=True)
        ],
    }


def forget(user: User) -> None:
    """Last of all: what still points to the account loses it, or goes with it."""
    user.delete()
