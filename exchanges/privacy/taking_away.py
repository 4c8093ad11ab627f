"""A person takes a copy of everything, or leaves."""

from typing import Any

from django.db import transaction
from django.utils import timezone

from actors.rights import REFERENT, actors_of, referents_of
from exchanges.privacy.register import REGISTER
from network_site.accounts.models import User
from network_site.mail import outbox


def export(user: User) -> dict[str, Any]:
    """Everything that the site knows of the account, by part of the register; JSON types only."""
    told = {part.name: part.export(user) for part in REGISTER if part.export}
    return {"exported_at": timezone.now().isoformat(), **told}


@transaction.atomic
def delete_account(user: User) -> None:
    """Forget the person in every part, the account itself last. One mail says that it is done.

    What stays belongs to others: published reports keep their actor, conversations the words of the other person.
    """
    outbox.queue(f"privacy/deleted/{user.pk}", to=user.email, template="account_deleted")
    for part in reversed(REGISTER):
        if part.forget:
            part.forget(user)


def left_without_referent(user: User) -> list[str]:
    """The actors that nobody would answer for: said before the person decides."""
    mine = actors_of(user, REFERENT).order_by("name")
    return [actor.name for actor in mine if not referents_of(actor).exclude(pk=user.pk).exists()]
