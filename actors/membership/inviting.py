"""A référent asks colleagues in. The link is bound to the address, ends after two weeks, and serves once."""

from datetime import timedelta

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from actors.membership import mails
from actors.membership.models import Invitation, Membership
from actors.models import Actor
from actors.rights import is_referent_of
from network_site.accounts.models import User
from network_site.groups import is_moderator
from network_site.signed_links import make_link, read_link

SALT = "membership.invitation"
ADDRESS_KEPT = timedelta(days=30)
"""After an invitation has ended, its address is emptied."""


def may_manage(user: User, actor: Actor) -> bool:
    """See the members, invite and remove."""
    return is_referent_of(user, actor) or is_moderator(user)


@transaction.atomic
def invite(actor: Actor, *, email: str, role: str, by: User) -> Invitation:
    """Raises ValidationError for somebody who belongs or is invited already, or when too many invitations are open."""
    email = email.lower()
    if Membership.objects.confirmed().filter(actor=actor, user__email__iexact=email).exists():
        raise ValidationError(_("Cette personne appartient déjà à l’acteur."))
    open_ones = Invitation.objects.open().filter(actor=actor)
    if open_ones.filter(email__iexact=email).exists():
        raise ValidationError(_("Cette personne est déjà invitée. Retirez l’invitation pour en envoyer une autre."))
    if open_ones.count() >= Invitation.MOST_OPEN:
        raise ValidationError(_("Trente invitations attendent déjà une réponse."))
    invitation = Invitation.objects.create(actor=actor, email=email, role=role, invited_by=by)
    mails.invite(invitation, token=make_link({"invitation": invitation.pk}, salt=SALT, stamp=invitation.stamp))
    return invitation


def read(token: str) -> Invitation:
    """The invitation that a link opens. Raises LinkRefused, also when whoever invited may no longer do so."""
    payload = read_link(token, salt=SALT, max_age=Invitation.LASTS, stamp=lambda said: _stamp(said["invitation"]))
    return Invitation.objects.select_related("actor", "invited_by").get(pk=payload["invitation"])


def _stamp(pk: int) -> str | None:
    invitation = Invitation.objects.select_related("actor", "invited_by").filter(pk=pk).first()
    if invitation is None or not may_manage(invitation.invited_by, invitation.actor):
        return None
    return invitation.stamp


@transaction.atomic
def accept(invitation: Invitation, *, user: User) -> bool:
    """Join the actor with the role of the invitation; False when the link has served or was taken back meanwhile.

    Raises ValidationError when the account has another address than the one invited.
    """
    if user.email.lower() != invitation.email.lower():
        raise ValidationError(_("Cette invitation est pour une autre adresse que celle de votre compte."))
    now = timezone.now()
    if not Invitation.objects.open().filter(pk=invitation.pk).update(accepted_at=now):
        return False
    membership, _created = Membership.objects.get_or_create(user=user, actor=invitation.actor)
    if membership.confirmed_at is None:
        membership.role, membership.proof = invitation.role, Membership.Proof.INVITATION
        membership.confirmed_at, membership.refused_at, membership.reason, membership.message = now, None, "", ""
        membership.save()
    return True


def revoke(invitation: Invitation) -> None:
    Invitation.objects.open().filter(pk=invitation.pk).update(revoked_at=timezone.now())


def forget_ended() -> int:
    """Empty the addresses of invitations that ended long ago."""
    long_ago = timezone.now() - Invitation.LASTS - ADDRESS_KEPT
    return Invitation.objects.filter(created_at__lt=long_ago).exclude(email="").update(email="")
