"""« Répond en général »: what the public pages say of how an actor's people answer, from five questions on."""

from collections.abc import Iterable
from dataclasses import dataclass, replace

from django.db.models import Count, Exists, IntegerField, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from actors.models import Actor, Membership, Network
from exchanges.conversations import network_people
from exchanges.conversations.models import Conversation, Route
from exchanges.conversations.waiting import FALLBACK_AFTER

LEAST = 5
"""Fewer questions would say something of a person rather than of a habit."""
USUAL = 0.6
"""The share of answered questions from which one answers « en général »."""


@dataclass(frozen=True, slots=True)
class Reach:
    """What a page says of how those actors can be reached."""

    has_joined: bool
    """Somebody of theirs has an account and is confirmed."""
    habit: str | Promise = ""


def reach_of(actors: Iterable[Actor]) -> Reach:
    """One query, however many actors."""
    wanted = [actor.pk for actor in actors if actor.pk]
    rows = list(
        Actor.objects.filter(pk__in=wanted)
        .annotate(
            joined=Exists(answerable().filter(actor=OuterRef("pk"))),
            asked=count_of(settled()),
            answered=count_of(settled().filter(answered_at__isnull=False)),
        )
        .values_list("joined", "asked", "answered")
    )
    asked, answered = sum(row[1] for row in rows), sum(row[2] for row in rows)
    return Reach(has_joined=any(row[0] for row in rows), habit=habit(asked, answered=answered))


def reach_of_network(network: Network) -> Reach:
    """Two queries: those who run it, and the record that it has among actors."""
    reach = reach_of([network.actor] if network.actor else [])
    return replace(reach, has_joined=reach.has_joined or network_people.has_people(network))


def answerable() -> QuerySet[Membership]:
    return Membership.objects.confirmed().filter(role__in=[Membership.Role.REFERENT, Membership.Role.CONTRIBUTOR])


def settled() -> QuerySet[Conversation]:
    """Questions that reached people with an account, and were answered or had two weeks to be."""
    had_time = Q(answered_at__isnull=False) | Q(confirmed_at__lte=timezone.now() - FALLBACK_AFTER)
    to_people = Q(route__in=[Route.REFERENT, Route.MEMBERS]) | Q(fallback_at__isnull=False)
    return Conversation.objects.confirmed().filter(had_time, to_people)


def count_of(conversations: QuerySet[Conversation]) -> Coalesce:
    mine = conversations.filter(actor=OuterRef("pk")).order_by().values("actor")
    counted = mine.annotate(number=Count("pk")).values("number")
    return Coalesce(Subquery(counted, output_field=IntegerField()), 0)


def habit(asked: int, *, answered: int) -> str | Promise:
    """Nothing before `LEAST` questions, nor of somebody who never answers: two words, and no figure."""
    if asked < LEAST or not answered:
        return ""
    return _("répond en général") if answered / asked >= USUAL else _("répond parfois")
