"""Asking to join an actor: who has to answer, and the proof by an official address."""

from datetime import timedelta
from enum import Enum

from django.core.exceptions import ValidationError
from django.db import IntegrityError, models, transaction
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _

from actors.membership import answering, mails
from actors.membership.domains import is_official
from actors.membership.models import Membership
from actors.models import Actor, ActorType
from actors.rights import referents_of
from network_site.accounts.models import User
from network_site.signed_links import make_link, read_link
from network_site.vocabulary import Origin

PROOF_SALT = "membership.proof"
PROOF_LASTS = timedelta(days=3)
MOST_WAITING = 5
"""Requests of one person that wait at once."""
MOST_FOUND = 20


class Way(Enum):
    """Who confirms a request."""

    REFERENTS = "referents"
    DOMAIN = "domain"
    MODERATORS = "moderators"


def find_actors(text: str) -> list[Actor]:
    """Published actors with these words in a name, without regard to accents or case: an address is a folded name."""
    found = Actor.objects.filter(live=True).select_related("type", "territory__departement")
    for word in text.split()[:8]:
        names = models.Q(name__icontains=word) | models.Q(full_name__icontains=word) | models.Q(aliases__icontains=word)
        folded = slugify(word)
        found = found.filter(names | models.Q(slug__contains=folded) if folded else names)
    return list(found.order_by("name")[:MOST_FOUND]) if text.strip() else []


def way_of(actor: Actor) -> Way:
    """The first person to come proves it; those who come later are known to the référents."""
    if referents_of(actor).exists():
        return Way.REFERENTS
    return Way.DOMAIN if actor.mail_domains else Way.MODERATORS


@transaction.atomic
def ask(user: User, actor: Actor, *, role: str, message: str, address: str = "") -> Membership:
    """Make, complete or renew the request of a person, and put it before those who answer; they are told once.

    An account whose own confirmed address is official needs no other proof. `address` is another one, official too.
    Raises ValidationError when the person is a member already, or waits for too many answers.
    """
    waiting = Membership.objects.waiting().filter(user=user)
    if waiting.exclude(actor=actor).count() >= MOST_WAITING:
        raise ValidationError(_("Vous attendez déjà cinq réponses. Laissez-les venir avant d’en demander d’autres."))
    membership, _created = Membership.objects.get_or_create(user=user, actor=actor)
    if membership.confirmed_at is not None:
        raise ValidationError(_("Vous appartenez déjà à cet acteur."))
    if membership.refused_at is not None:
        membership.requested_at, membership.refused_at, membership.reason = timezone.now(), None, ""
    membership.role, membership.message = role, message
    membership.save()
    submit(membership, address=address)
    return membership


def submit(membership: Membership, *, address: str) -> None:
    way = way_of(membership.actor)
    if way is Way.REFERENTS:
        mails.ask_referents(membership)
    elif way is Way.DOMAIN and has_official_account(membership):
        answering.confirm(membership, proof=Membership.Proof.DOMAIN)
    elif way is Way.DOMAIN and address:
        send_proof(membership, address=address)
    else:
        mails.ask_moderators(membership)


def has_official_account(membership: Membership) -> bool:
    user = membership.user
    verified = user.emailaddress_set.filter(email__iexact=user.email, verified=True)  # type: ignore[attr-defined]  # allauth's, without types
    return is_official(user.email, membership.actor) and verified.exists()


def send_proof(membership: Membership, *, address: str) -> None:
    """A link to an official address. Raises ValidationError for another address, or after three mails."""
    if not is_official(address, membership.actor):
        raise ValidationError(_("Cette adresse n’est pas à un domaine connu de cet acteur."))
    if membership.proofs_sent >= Membership.MOST_PROOFS:
        raise ValidationError(_("Trois courriels sont déjà partis. Demandez plutôt à un modérateur de confirmer."))
    membership.proofs_sent += 1
    membership.save(update_fields=["proofs_sent"])
    token = make_link({"membership": membership.pk}, salt=PROOF_SALT, stamp=membership.stamp)
    mails.send_proof(membership, address=address, token=token)


def proved_by(token: str) -> Membership:
    """The request that a link proves. Raises LinkRefused."""
    payload = read_link(token, salt=PROOF_SALT, max_age=PROOF_LASTS, stamp=lambda said: _stamp(said["membership"]))
    return Membership.objects.select_related("actor", "user").get(pk=payload["membership"])


def _stamp(pk: int) -> str | None:
    membership = Membership.objects.filter(pk=pk).first()
    return membership.stamp if membership else None


@transaction.atomic
def propose_actor(user: User, *, name: str, kind: ActorType, website: str, role: str, message: str) -> Membership:
    """An actor that is not there yet: a draft for the moderators, with the request of whoever proposes it."""
    if Membership.objects.waiting().filter(user=user, actor__live=False).exists():
        raise ValidationError(_("Vous avez déjà proposé un acteur : un modérateur doit d’abord le lire."))
    actor = Actor(name=name, type=kind, website=website, live=False, origin=Origin.CONTRIBUTION, slug=free_slug(name))
    try:
        with transaction.atomic():
            actor.save()
    except IntegrityError as error:  # the same name, proposed at the same moment
        raise ValidationError(
            _("Cet acteur vient d’être proposé par quelqu’un d’autre. Cherchez-le de nouveau.")
        ) from error
    actor.save_revision(user=user)
    return ask(user, actor, role=role, message=message)


def free_slug(name: str) -> str:
    slug = slugify(name)[:100] or "acteur"
    taken = set(Actor.objects.filter(slug__startswith=slug).values_list("slug", flat=True))
    numbered = (f"{slug}-{number}" for number in range(2, len(taken) + 3))
    return slug if slug not in taken else next(each for each in numbered if each not in taken)
