"""To whom a first message goes: the référent, else the other members, else the institution, else the moderators. A
network is first asked of those who run it here.

People who do not take messages from this sender, or whose mailbox refuses mail, are passed over. Somebody who has
blocked the sender is not: going around a refusal by writing to the institution would be worse than saying no.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Protocol

from django.db.models import QuerySet

from actors.models import Actor, Membership, Network
from exchanges.conversations import network_people
from exchanges.conversations.models import Block, Conversation, Correspondent, Participant, Route
from network_site.accounts.models import User

MOST_PEOPLE = 5
"""A large city has many members: the first confirmed of them are enough for an answer."""


class Asked(Protocol):
    """A conversation, or what will begin one."""

    @property
    def actor(self) -> Actor | None: ...

    @property
    def network(self) -> Network | None: ...


@dataclass(frozen=True, slots=True)
class Destination:
    """`people` is empty for the moderators' queue, and where every one of them has blocked the sender."""

    route: Route
    people: tuple[Correspondent, ...] = ()
    is_blocked: bool = False


def destination(conversation: Conversation, *, asker: Correspondent) -> Destination:
    """The best way known today. Reads memberships, mailboxes, choices and blocks; writes accounts' records once."""
    for route, people in ways(conversation):
        reached = among([person for person in people if person.pk != asker.pk], asker=asker, route=route)
        if reached:
            return reached
    return Destination(Route.MODERATORS)


def ways(conversation: Conversation) -> Iterable[tuple[Route, list[Correspondent]]]:
    if conversation.about == Conversation.About.PERSON:
        answerers = conversation.participants.filter(side=Participant.Side.ANSWERER)
        yield Route.PERSON, [each.correspondent for each in answerers.select_related("correspondent__user")]
        if conversation.actor is None:  # moderators may have named one since
            return
    actor = asked_actor(conversation)
    for route, users in people_of(actor, network=conversation.network):
        yield route, [Correspondent.objects.of_user(user) for user in users]
    yield Route.MAILBOX, list(mailboxes(conversation, actor))


def people_of(actor: Actor | None, *, network: Network | None) -> Iterable[tuple[Route, list[User]]]:
    """The ways that lead to somebody with an account."""
    if network is not None:
        yield Route.FACILITATORS, network_people.people_of(network, most=MOST_PEOPLE)
    if actor is not None:
        yield Route.REFERENT, members_of(actor, Membership.Role.REFERENT)
        yield Route.MEMBERS, members_of(actor, Membership.Role.CONTRIBUTOR)


def asked_actor(asked: Asked) -> Actor | None:
    """Itself, or the record that the network has among actors."""
    return asked.actor or (asked.network.actor if asked.network else None)


def reaches_only(user_pk: int | None, *, asked: Asked) -> bool:
    """Whether one would write to oneself: nobody else has an account there. Up to three queries."""
    ways_to_people = people_of(asked_actor(asked), network=asked.network)
    return {user.pk for _route, users in ways_to_people for user in users} == {user_pk}


def members_of(actor: Actor, role: str) -> list[User]:
    """Those who were confirmed first."""
    confirmed = Membership.objects.confirmed().filter(actor=actor, role=role).select_related("user")
    return [membership.user for membership in confirmed.order_by("confirmed_at", "pk")[:MOST_PEOPLE]]


def mailboxes(conversation: Conversation, actor: Actor | None) -> QuerySet[Correspondent]:
    boxes = Correspondent.objects.mailboxes()
    return boxes.filter(network=conversation.network) if conversation.network else boxes.filter(actor=actor)


def among(people: list[Correspondent], *, asker: Correspondent, route: Route) -> Destination | None:
    """Those of one way who take the message; None when the next way is to be tried."""
    blockers = set(Block.objects.filter(blocker__in=people, blocked=asker).values_list("blocker", flat=True))
    willing = [person for person in people if person.pk not in blockers and person.receives_from(asker)]
    if willing:
        return Destination(route, tuple(willing))
    return Destination(route, is_blocked=True) if blockers else None


def best_asked(actors: Iterable[Actor]) -> Actor | None:
    """Of those who led a report, the one where somebody can answer: a référent, else a member, else the first."""
    listed = list(actors)
    roles = Membership.objects.confirmed().filter(
        actor__in=listed, role__in=[Membership.Role.REFERENT, Membership.Role.CONTRIBUTOR]
    )
    by_actor = dict(roles.order_by("role").values_list("actor", "role"))  # « referent » comes last, and stays
    return max(listed, key=lambda actor: RANKS.get(by_actor.get(actor.pk, ""), 0), default=None)


RANKS: dict[str, int] = {Membership.Role.REFERENT: 2, Membership.Role.CONTRIBUTOR: 1}
