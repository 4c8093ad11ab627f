"""How much one person may write: so many a day, so many to the same people, and slower each time.

What is refused is kept in the form. The figures count messages that are stored, so a crash or a second browser changes
nothing.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.db.models import Max, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from exchanges.conversations.models import Conversation, Correspondent, Message, Participant

DAY = timedelta(days=1)
STARTED_A_DAY = 10
STARTED_A_DAY_TO_SAME = 3
WAITING_TO_CONFIRM = 3
"""Conversations of one visitor that wait for a confirmation: nobody's mailbox is filled with them."""
ANSWERS_A_DAY = 60
FIRST_WAIT = timedelta(seconds=30)
FIRST_WAIT_IN_THREAD = timedelta(seconds=5)
LONGEST_WAIT = timedelta(hours=1)


class QuotaSpent(Exception):
    """Too much or too quickly; the text says when to come back."""


TOO_MANY = _("Vous avez commencé %(number)d conversations en un jour, c’est le plus possible. Revenez demain : ")
TOO_MANY_TO_SAME = _(
    "Vous avez déjà écrit %(number)d fois aujourd’hui au même destinataire. Laissez-lui le temps de répondre : "
)
TOO_MANY_WAITING = _(
    "%(number)d messages attendent déjà que vous confirmiez votre adresse. Ouvrez d’abord le courriel reçu : "
)
TOO_MANY_ANSWERS = _("Vous avez écrit %(number)d messages en un jour, c’est le plus possible. Revenez demain : ")
KEPT = _("votre texte est gardé ci-dessous.")


def refuse(text: object, **values: object) -> None:
    raise QuotaSpent(f"{str(text) % values}{KEPT}")


def check_start(
    asker: Correspondent,
    *,
    conversation: Conversation,
    is_confirmed: bool,
    now: datetime,
    people: Sequence[Correspondent] = (),
) -> None:
    """Raises QuotaSpent where `asker` may not begin another conversation yet. `people` are those it names, if any.

    What waits for a confirmation may have been typed by somebody else: it costs nothing to whoever is signed in.
    """
    mine = Conversation.objects.filter(
        participants__correspondent=asker, participants__side=Participant.Side.ASKER
    ).exclude(pk=conversation.pk)
    if is_confirmed:
        mine = mine.confirmed()
    today = mine.filter(created_at__gt=now - DAY)
    started = today.count()
    if started >= STARTED_A_DAY:
        refuse(TOO_MANY, number=started)
    same = today.filter(to_same(conversation, people=people)).distinct().count()
    if same >= STARTED_A_DAY_TO_SAME:
        refuse(TOO_MANY_TO_SAME, number=same)
    waiting = mine.filter(confirmed_at=None, refused_at=None).count()
    if waiting >= WAITING_TO_CONFIRM:
        refuse(TOO_MANY_WAITING, number=waiting)
    check_pace(started, last=today.aggregate(last=Max("created_at"))["last"], first_wait=FIRST_WAIT, now=now)


def to_same(conversation: Conversation, *, people: Sequence[Correspondent]) -> Q:
    """Conversations with the same people, whatever they began about; else with the same actor or network."""
    if people:
        return Q(participants__correspondent__in=people, participants__side=Participant.Side.ANSWERER)
    return Q(actor=conversation.actor_id, network=conversation.network_id)


def check_answer(author: Participant, *, now: datetime) -> None:
    """Raises QuotaSpent where `author` may not write again yet; each message left without answer doubles the wait."""
    mine = Message.objects.filter(author__correspondent=author.correspondent_id, created_at__gt=now - DAY)
    if (written := mine.count()) >= ANSWERS_A_DAY:
        refuse(TOO_MANY_ANSWERS, number=written)
    thread = Message.objects.filter(conversation=author.conversation_id)
    heard = thread.exclude(author__side=author.side).aggregate(last=Max("created_at"))["last"]
    alone = thread.filter(author=author, created_at__gt=max(heard or now - DAY, now - DAY))
    last = alone.aggregate(last=Max("created_at"))["last"]
    check_pace(alone.count(), last=last, first_wait=FIRST_WAIT_IN_THREAD, now=now)


def wait_after(written: int, *, first_wait: timedelta) -> timedelta:
    """Nothing before the first message, then `first_wait`, twice that, four times… up to an hour."""
    return min(first_wait * 2 ** min(written - 1, 20), LONGEST_WAIT) if written else timedelta(0)


def check_pace(written: int, *, last: datetime | None, first_wait: timedelta, now: datetime) -> None:
    if last is None:
        return
    left = last + wait_after(written, first_wait=first_wait) - now
    if left > timedelta(0):
        raise QuotaSpent(too_soon(left))


def too_soon(left: timedelta) -> str:
    seconds = int(left.total_seconds()) + 1
    if seconds < 60:
        told = ngettext("%(number)d seconde", "%(number)d secondes", seconds) % {"number": seconds}
    else:
        minutes = -(-seconds // 60)
        told = ngettext("%(number)d minute", "%(number)d minutes", minutes) % {"number": minutes}
    return _("C’est un peu rapide : attendez encore %(time)s, puis envoyez de nouveau, %(kept)s") % {
        "time": told,
        "kept": KEPT,
    }
