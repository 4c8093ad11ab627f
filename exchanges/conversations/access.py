"""Who may open a conversation: its members, signed in, and whoever followed the signed link of a mail."""

import time
from uuid import UUID

from django.contrib.sessions.backends.base import SessionBase
from django.db.models import F, Q
from django.http import HttpRequest

from exchanges.conversations.models import Participant

SESSION_KEY = "conversations_entered"
OPEN_FOR_SECONDS = 12 * 3600
MOST_OPEN = 20


def let_in(session: SessionBase, participant: Participant) -> None:
    """This browser is the participant's for some hours, however the link is passed around afterwards."""
    known = {pk: since for pk, since in session.get(SESSION_KEY, {}).items() if is_recent(since)}
    latest = dict(sorted(known.items(), key=lambda each: each[1])[-MOST_OPEN + 1 :])
    session[SESSION_KEY] = latest | {str(participant.pk): time.time()}


def entered(session: SessionBase) -> list[int]:
    return [int(pk) for pk, since in session.get(SESSION_KEY, {}).items() if is_recent(since)]


def is_recent(since: float) -> bool:
    return since > time.time() - OPEN_FOR_SECONDS


def participant_in(request: HttpRequest, uuid: UUID) -> Participant | None:
    """Who the person is in this conversation, in one query; None for somebody else, and for what is not sent yet.

    Whoever is signed in and came by a link too is there as a member.
    """
    mine = Q(pk__in=entered(request.session))
    if request.user.is_authenticated:
        mine |= Q(correspondent__user=request.user)
    people = Participant.objects.filter(mine, conversation__uuid=uuid, conversation__confirmed_at__isnull=False)
    return (
        people.select_related("conversation__actor", "conversation__network", "correspondent__user")
        .order_by(F("correspondent__user").desc(nulls_last=True), "pk")
        .first()
    )
