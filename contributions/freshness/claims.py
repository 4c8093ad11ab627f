"""« Vous êtes le référent ? »: from the request to the account, through somebody who can vouch for the person."""

from collections.abc import Iterable
from datetime import timedelta
from typing import Any, Final

from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from actors.membership.domains import is_official
from actors.membership.models import Membership
from actors.models import Referent
from actors.rights import REFERENT, actors_of, is_referent_of, referents_of
from contributions.freshness.models import Claim, ReferentAccount
from contributions.freshness.people import answerable_actors
from network_site.accounts.models import User
from network_site.addresses import absolute
from network_site.groups import is_moderator, moderators
from network_site.mail import outbox
from network_site.signed_links import Payload, make_link, read_link
from network_site.vocabulary import Origin
from practices.models import ExperienceReportPage

DECIDING: Final = "freshness.claim.decide"
TAKING: Final = "freshness.claim.take"
DECIDE_WITHIN: Final = timedelta(days=60)
TAKE_WITHIN: Final = timedelta(days=14)
MOST_PER_HOUR: Final = 20
"""Of everybody: each request writes to people who did not ask for it."""

State, Proof = Claim.State, Membership.Proof


def may_be_claimed(report: ExperienceReportPage) -> bool:
    """Imported, and of an actor that is known: what a member wrote already has its référent."""
    return report.origin != Origin.CONTRIBUTION and report.live and bool(answerable_actors(report))


def unclaimed_people(report: ExperienceReportPage) -> list[Referent]:
    """The people of the report who have no account yet."""
    rows = report.report_referents.filter(referent__account=None).select_related("referent__actor")
    return [row.referent for row in rows]


def is_flooded() -> bool:
    return Claim.objects.filter(asked_at__gt=timezone.now() - timedelta(hours=1)).count() >= MOST_PER_HOUR


@transaction.atomic
def ask(report: ExperienceReportPage, *, token: Any, **said: Any) -> Claim:
    """Keep the request once, however often it is sent, and write to who can confirm it."""
    claim, created = Claim.objects.get_or_create(token=token, defaults={"report": report, **said})
    if created and is_official(claim.email, claim.actor) and not referents_of(claim.actor).exists():
        accept(claim, proof=Proof.DOMAIN)
    elif created:
        for person in deciders(claim):
            _mail(claim, "asked", to=person.email, whom=person.pk, link=decision_path(claim, person))
    return claim


def deciders(claim: Claim) -> Iterable[User]:
    """The actor's référents; the moderators where it has none."""
    people = referents_of(claim.actor)
    return people if people.exists() else moderators()


def accept(claim: Claim, *, proof: str) -> None:
    """The address of the request receives the link, which is thus a proof of the address as well."""
    claim.settle(State.ACCEPTED, proof=proof)
    _mail(claim, "accepted", to=claim.email, whom="person", link=taking_path(claim))


@transaction.atomic
def decide(claim: Claim, *, by: User, reason: str = "") -> None:
    """Accept, or refuse with a reason that the person is told."""
    if not reason:
        proof = Proof.REFERENT if is_referent_of(by, claim.actor) else Proof.MODERATOR
        accept(claim, proof=proof)
        return
    claim.settle(State.REFUSED, reason=reason)
    _mail(claim, "refused", to=claim.email, whom="person", link="")
    claim.forget_person()


@transaction.atomic
def take(claim: Claim, *, user: User, shows_name: bool) -> None:
    """The report is theirs from now on: a confirmed référent, linked to the account, who belongs to the actor."""
    referent = claim.referent or Referent(actor=claim.actor, origin=Origin.CONTRIBUTION)
    if referent.withdrawn_at is None:
        referent.name, referent.role = claim.name or referent.name, claim.role or referent.role
        referent.visibility = Referent.Visibility.PUBLIC if shows_name else Referent.Visibility.RELAY
    referent.confirmed = True
    referent.save()
    ReferentAccount.objects.get_or_create(referent=referent, defaults={"user": user})
    rights = {
        "role": Membership.Role.REFERENT,
        "confirmed_at": timezone.now(),
        "proof": claim.proof,
        "refused_at": None,
    }
    Membership.objects.update_or_create(user=user, actor=claim.actor, defaults=rights)
    claim.settle(State.DONE)
    claim.forget_person()


def forget_old() -> int:
    """Requests that came to nothing are deleted after ninety days; what was settled holds nobody's name."""
    old = Claim.objects.filter(asked_at__lt=timezone.now() - Claim.KEPT_FOR)
    deleted, _by_model = old.exclude(state=State.DONE).delete()
    return deleted


# --- Signed links ---


def decision_path(claim: Claim, person: User) -> str:
    token = make_link({"claim": claim.pk, "user": person.pk}, salt=DECIDING, stamp=claim.state)
    return reverse("freshness:decide", args=[token])


def taking_path(claim: Claim) -> str:
    return reverse("freshness:take", args=[make_link({"claim": claim.pk}, salt=TAKING, stamp=claim.state)])


def open_decision(token: str) -> tuple[Claim, User]:
    """LinkRefused: forged, too old, decided already, or its holder may not decide any more."""
    payload = read_link(token, salt=DECIDING, max_age=DECIDE_WITHIN, stamp=_state_for_decider)
    return _claim(payload), User.objects.get(pk=payload["user"])


def open_taking(token: str) -> Claim:
    """LinkRefused: forged, too old, or used already."""
    return _claim(read_link(token, salt=TAKING, max_age=TAKE_WITHIN, stamp=_state))


def _claim(payload: Payload) -> Claim:
    return Claim.objects.select_related("report", "actor", "referent").get(pk=payload["claim"])


def _state(payload: Payload) -> str | None:
    return Claim.objects.filter(pk=payload["claim"]).values_list("state", flat=True).first()


def _state_for_decider(payload: Payload) -> str | None:
    claim = Claim.objects.filter(pk=payload["claim"]).select_related("actor").first()
    person = User.objects.filter(pk=payload["user"]).first()
    return claim.state if claim and person and may_decide(person, claim) else None


def may_decide(user: Any, claim: Claim) -> bool:
    return is_moderator(user) or is_referent_of(user, claim.actor)


def open_claims(user: User) -> list[tuple[Claim, str]]:
    """What a signed-in person may decide, with the address to do it at."""
    waiting = Claim.objects.waiting().select_related("report", "actor")
    if not is_moderator(user):
        waiting = waiting.filter(actor__in=actors_of(user, REFERENT))
    return [(claim, decision_path(claim, user)) for claim in waiting]


def _mail(claim: Claim, step: str, *, to: str, whom: object, link: str) -> None:
    """The subject holds no name: see decision 2."""
    context = {"claim": claim, "report": claim.report, "link": absolute(link) if link else ""}
    outbox.queue(f"claim/{claim.pk}/{step}/{whom}", to=to, template=f"claim_{step}", context=context)
