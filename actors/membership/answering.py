"""What happens to a request: proved, accepted or refused, once, and told once to each person concerned."""

from django.db import transaction
from django.utils import timezone

from actors.membership import mails
from actors.membership.models import Membership
from actors.rights import is_referent_of, referents_of
from network_site.accounts.models import User
from network_site.groups import is_moderator


def may_answer(user: User, membership: Membership) -> bool:
    """A référent of the actor, or a moderator; nobody answers a request of one’s own."""
    return membership.user_id != user.pk and (is_referent_of(user, membership.actor) or is_moderator(user))


@transaction.atomic
def confirm(membership: Membership, *, proof: str) -> bool:
    """Give the rights asked for; False when somebody has answered in the meantime."""
    waiting = Membership.objects.waiting().filter(pk=membership.pk)
    if not waiting.update(confirmed_at=timezone.now(), proof=proof, message=""):
        return False
    membership.refresh_from_db()
    mails.tell_answer(membership, "accepted")
    return True


def accept(membership: Membership, *, by: User) -> bool:
    referent = is_referent_of(by, membership.actor)
    return confirm(membership, proof=Membership.Proof.REFERENT if referent else Membership.Proof.MODERATOR)


@transaction.atomic
def refuse(membership: Membership, *, reason: str) -> bool:
    waiting = Membership.objects.waiting().filter(pk=membership.pk)
    if not waiting.update(refused_at=timezone.now(), reason=reason, message=""):
        return False
    membership.refresh_from_db()
    mails.tell_answer(membership, "refused")
    return True


@transaction.atomic
def change_role(membership: Membership, *, role: str) -> None:
    membership.role = role
    membership.save(update_fields=["role"])
    mails.tell_change(membership, "role")


@transaction.atomic
def remove(membership: Membership) -> None:
    """A référent takes a member out; the person is told, and may ask again."""
    mails.tell_change(membership, "removed")
    membership.delete()


@transaction.atomic
def leave(membership: Membership, *, successor: Membership | None = None) -> None:
    """Go, and name who comes after. An actor left without référent is told to the moderators: nobody else answers."""
    actor, was_last = membership.actor, is_last_referent(membership)
    if successor is not None:
        change_role(successor, role=Membership.Role.REFERENT)
    membership.delete()
    if was_last and successor is None:
        mails.tell_orphan(actor)


def is_last_referent(membership: Membership) -> bool:
    if membership.confirmed_at is None or membership.role != Membership.Role.REFERENT:
        return False
    return not referents_of(membership.actor).exclude(pk=membership.user_id).exists()
