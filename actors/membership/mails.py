"""One mail per step and per person. Its key names the step; the words are in `templates/mail/membership_*`."""

from typing import Any

from django.urls import reverse
from django.utils import timezone

from actors.membership.models import Invitation, Membership
from actors.models import Actor
from actors.rights import referents_of
from network_site.addresses import absolute
from network_site.groups import moderators
from network_site.mail import outbox


def context_of(membership: Membership) -> dict[str, Any]:
    return {
        "membership": membership,
        "actor": membership.actor,
        "answer_url": absolute(reverse("actors:answer", args=[membership.pk])),
        "home_url": absolute(reverse("account-home")),
        "contact_url": absolute(reverse("contact")),
    }


def ask_referents(membership: Membership) -> None:
    _ask(membership, referents_of(membership.actor))


def ask_moderators(membership: Membership) -> None:
    _ask(membership, moderators())


def _ask(membership: Membership, people: Any) -> None:
    event = f"membership/{membership.pk}/asked/{membership.requested_at:%Y%m%d%H%M%S%f}"
    for person in people:
        outbox.queue(
            f"{event}/{person.pk}", to=person.email, template="membership_asked", context=context_of(membership)
        )


def send_proof(membership: Membership, *, address: str, token: str) -> None:
    url = absolute(reverse("actors:proof", args=[token]))
    key = f"membership/{membership.pk}/proof/{membership.proofs_sent}"
    outbox.queue(key, to=address, template="membership_proof", context=context_of(membership) | {"proof_url": url})


def tell_answer(membership: Membership, answer: str) -> None:
    """`accepted` or `refused`, to whoever asked."""
    key = f"membership/{membership.pk}/{answer}/{membership.requested_at:%Y%m%d%H%M%S%f}"
    template = f"membership_{answer}"
    outbox.queue(key, to=membership.user.email, template=template, context=context_of(membership))


def tell_change(membership: Membership, change: str) -> None:
    """`role` or `removed`, to the member."""
    key = f"membership/{membership.pk}/{change}/{timezone.now():%Y%m%d%H%M%S%f}"
    template = f"membership_{change}"
    outbox.queue(key, to=membership.user.email, template=template, context=context_of(membership))


def tell_orphan(actor: Actor) -> None:
    context = {"actor": actor, "list_url": absolute(reverse("actor_memberships:index"))}
    for moderator in moderators():
        key = f"membership/orphan/{actor.pk}/{timezone.now():%Y%m%d}/{moderator.pk}"
        outbox.queue(key, to=moderator.email, template="membership_orphan", context=context)


def invite(invitation: Invitation, *, token: str) -> None:
    context = {
        "invitation": invitation,
        "actor": invitation.actor,
        "inviter": invitation.invited_by.get_full_name(),
        "url": absolute(reverse("actors:invitation", args=[token])),
    }
    outbox.queue(f"invitation/{invitation.pk}", to=invitation.email, template="membership_invited", context=context)
