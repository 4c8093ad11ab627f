"""What the pages of conversations show, each in a constant number of queries."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from django.core.paginator import Paginator
from django.db.models import Count, F, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce
from django.http import HttpRequest
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from exchanges.conversations.models import Block, Conversation, Message, Participant, Route
from network_site.accounts.models import User

PER_PAGE = 20
BEGINNING = datetime(2000, 1, 1, tzinfo=UTC)
Text = str | Promise


@dataclass(frozen=True, slots=True)
class Line:
    """One message as its reader sees it."""

    message: Message
    author: Text
    is_mine: bool
    is_new: bool
    can_signal: bool


@dataclass(frozen=True, slots=True)
class Thread:
    """A conversation as one of its people reads it."""

    conversation: Conversation
    me: Participant
    lines: list[Line]
    others: Text
    went_to: Text
    """To whom the first message went, for the one who wrote it."""
    offers_fallback: bool
    may_reopen: bool
    has_blocked: bool
    is_blocked: bool


@dataclass(frozen=True, slots=True)
class Row:
    """A conversation in the list of somebody's."""

    conversation: Conversation
    others: Text
    unread: int
    is_muted: bool


@dataclass(frozen=True, slots=True)
class Inbox:
    """One page of somebody's conversations."""

    rows: list[Row]
    number: int
    pages: int


def read_thread(me: Participant) -> Thread:
    conversation = me.conversation
    people = list(conversation.participants.with_people().order_by("pk"))
    others = [each for each in people if each.side != me.side]
    blocks = set(blocks_between(me, others))
    return Thread(
        conversation=conversation,
        me=me,
        lines=[line_of(message, me=me) for message in messages_of(conversation)],
        others=names(others, conversation),
        went_to=Route(conversation.route).label if me.is_asker and conversation.route else "",
        offers_fallback=bool(
            me.is_asker
            and conversation.is_open
            and conversation.answered_at is None
            and conversation.fallback_offered_at
            and conversation.fallback_at is None
        ),
        may_reopen=conversation.closed_by == me.side,
        has_blocked=any(blocker == me.correspondent_id for blocker, _blocked in blocks),
        is_blocked=bool(others) and all((each.correspondent_id, me.correspondent_id) in blocks for each in others),
    )


def blocks_between(me: Participant, others: Iterable[Participant]) -> QuerySet[Block, tuple[int, int]]:
    them = [each.correspondent_id for each in others]
    mine = Q(blocker=me.correspondent_id, blocked__in=them) | Q(blocker__in=them, blocked=me.correspondent_id)
    return Block.objects.filter(mine).values_list("blocker", "blocked")


def messages_of(conversation: Conversation) -> QuerySet[Message]:
    return conversation.messages.select_related("author__correspondent").prefetch_related("attachments", "signals")


def line_of(message: Message, *, me: Participant) -> Line:
    is_mine = message.author_id == me.pk
    is_signalled = any(signal.by_id == me.pk for signal in message.signals.all())
    return Line(
        message=message,
        author=_("Vous") if is_mine else message.author.label,
        is_mine=is_mine,
        is_new=not is_mine and (me.read_at is None or message.created_at > me.read_at),
        can_signal=not is_mine and not is_signalled and message.hidden_at is None,
    )


def names(people: Iterable[Participant], conversation: Conversation) -> Text:
    """Whoever has signed; otherwise the institution that is asked, once."""
    listed = list(people)
    signed = [each for each in listed if each.name] or listed[:1]
    return " · ".join(dict.fromkeys(str(each.label) for each in signed)) or conversation.asked or _("Relais")


def inbox(user: User, *, page: str) -> Inbox:
    """The conversations of a member, the latest first. Four queries."""
    mine = (
        Participant.objects.filter(correspondent__user=user, conversation__confirmed_at__isnull=False)
        .select_related("conversation__actor", "conversation__network")
        .prefetch_related("conversation__participants__correspondent")
        .annotate(unread=unread_count())
        .order_by("-conversation__last_message_at", "-pk")
    )
    found = Paginator(mine, PER_PAGE).get_page(page)
    return Inbox(rows=[row_of(me) for me in found], number=found.number, pages=found.paginator.num_pages)


def unread_count() -> Coalesce:
    """What the other side wrote since the last visit, for a query on participants."""
    since = Coalesce(OuterRef("read_at"), Value(BEGINNING))
    theirs = Message.objects.filter(conversation=OuterRef("conversation"), hidden_at=None, created_at__gt=since)
    counted = theirs.exclude(author__side=OuterRef("side")).order_by().values("conversation")
    return Coalesce(Subquery(counted.annotate(number=Count("pk")).values("number")), 0)


def row_of(me: Participant) -> Row:
    others = [each for each in me.conversation.participants.all() if each.side != me.side]
    return Row(
        conversation=me.conversation,
        others=names(others, me.conversation),
        unread=me.unread,  # type: ignore[attr-defined]  # annotated by `inbox`
        is_muted=me.muted_at is not None,
    )


def unread_conversations(user: User) -> int:
    """How many conversations hold something new for this member; one query."""
    mine = Q(conversation__participants__correspondent__user=user)
    theirs = Message.objects.filter(mine, hidden_at=None, conversation__confirmed_at__isnull=False)
    theirs = theirs.exclude(author__side=F("conversation__participants__side"))
    since = F("conversation__participants__read_at")
    unread = theirs.filter(Q(conversation__participants__read_at=None) | Q(created_at__gt=since))
    return unread.values("conversation").distinct().count()


def member_section(request: HttpRequest) -> dict[str, Any]:
    """« Mes messages » on the page of one's account."""
    user = request.user
    return {"unread": unread_conversations(user) if isinstance(user, User) else 0}
