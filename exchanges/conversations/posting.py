"""From what somebody wrote to a stored message and the mails that carry it, in one transaction.

A message that is sent twice, or whose process is killed half-way, is one message or none: its `token` is unique, and
its mails are written with it (docs/decisions/0004-every-mail-goes-through-an-outbox.md).
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from django.core.files.base import ContentFile
from django.db import transaction
from django.utils import timezone

from actors.models import Actor, Network
from exchanges.conversations import notices, quota, routing
from exchanges.conversations.models import (
    Attachment,
    Block,
    Conversation,
    Correspondent,
    Message,
    Participant,
    Route,
)
from exchanges.conversations.models.conversations import NAME_LENGTH
from network_site.accounts.models import User


class NotDelivered(Exception):
    """The message goes to nobody."""


class Blocked(NotDelivered):
    """Everybody who would receive it has blocked its author."""


class ToOneself(NotDelivered):
    """Only its author would receive it."""


class Unwilling(NotDelivered):
    """None of the people who are named receives messages from its author."""


class Closed(NotDelivered):
    """The conversation is over."""


@dataclass(frozen=True, slots=True)
class Topic:
    """What a conversation is about and who is asked: an actor, a network, or named people (`people`)."""

    about: str
    """One of `Conversation.About`."""
    title: str
    path: str = ""
    actor: Actor | None = None
    network: Network | None = None
    people: tuple[User, ...] = ()

    @property
    def asked(self) -> str:
        return str(self.actor or self.network or "") or ", ".join(str(user) for user in self.people)


@dataclass(frozen=True, slots=True)
class Asker:
    """Who writes and how they sign."""

    correspondent: Correspondent
    name: str
    organisation: str = ""


@dataclass(frozen=True, slots=True)
class Written:
    """One sending. `token` names it: the same again changes nothing."""

    text: str
    token: UUID
    channel: str = Message.Channel.SITE
    files: Sequence["JoinedFile"] = field(default=())


@dataclass(frozen=True, slots=True)
class JoinedFile:
    """A file that has been checked and cleaned."""

    name: str
    content: bytes


@transaction.atomic
def start(topic: Topic, *, asker: Asker, written: Written, is_confirmed: bool) -> Conversation:
    """Begin a conversation; without `is_confirmed` it waits for the visitor to prove the address.

    Raises:
        QuotaSpent, Blocked, Unwilling, ToOneself: nothing is stored.
    """
    sent = Message.objects.filter(token=written.token).select_related("conversation").first()
    if sent is not None:
        return sent.conversation
    people = [Correspondent.objects.of_user(user) for user in topic.people]
    if people and not any(person.receives_from(asker.correspondent) for person in people):
        raise Unwilling
    if is_confirmed and routing.reaches_only(asker.correspondent.user_id, asked=topic):
        raise ToOneself
    now = timezone.now()
    conversation = Conversation.objects.create(
        about=topic.about,
        title=topic.title[: Conversation.TITLE_LENGTH],
        path=topic.path,
        actor=topic.actor,
        network=topic.network,
        created_at=now,
        last_message_at=now,
    )
    quota.check_start(asker.correspondent, conversation=conversation, people=people, is_confirmed=is_confirmed, now=now)
    author = add_participant(
        conversation,
        asker.correspondent,
        side=Participant.Side.ASKER,
        name=asker.name,
        organisation=asker.organisation,
        now=now,
    )
    for person in people:
        add_participant(conversation, person, side=Participant.Side.ANSWERER, name=str(person.user), now=now)
    store(conversation, author=author, written=written, now=now)
    if is_confirmed:
        send(conversation, now=now)
    else:
        notices.ask_to_confirm(conversation, author=author)
    return conversation


def add_participant(
    conversation: Conversation,
    correspondent: Correspondent,
    *,
    side: str,
    now: datetime,
    name: str = "",
    organisation: str = "",
) -> Participant:
    """Names of record may be longer than what a conversation shows."""
    shown = {"name": name[:NAME_LENGTH], "organisation": organisation[:NAME_LENGTH]}
    named = {"side": side, "joined_at": now, **shown}
    return conversation.participants.get_or_create(correspondent=correspondent, defaults=named)[0]


def store(conversation: Conversation, *, author: Participant, written: Written, now: datetime) -> Message:
    message = Message.objects.create(
        conversation=conversation,
        author=author,
        text=written.text,
        token=written.token,
        channel=written.channel,
        created_at=now,
    )
    for joined in written.files:
        file = ContentFile(joined.content, name=joined.name)
        Attachment.objects.create(message=message, file=file, name=joined.name[-120:], size=len(joined.content))
    author.mark_read(now=now)
    return message


def send(conversation: Conversation, *, now: datetime) -> None:
    """The first message leaves: to whom is decided now. Raises Blocked."""
    conversation.confirmed_at = conversation.last_message_at = now
    conversation.save(update_fields=["confirmed_at", "last_message_at"])
    deliver(conversation, now=now)
    notices.copy_to_sender(conversation)


@transaction.atomic
def confirm(conversation: Conversation) -> bool:
    """The visitor has proved the address; False when the message can go to nobody, which is kept: it was refused."""
    now = timezone.now()
    try:
        with transaction.atomic():
            send(conversation, now=now)
    except Blocked:
        Conversation.objects.filter(pk=conversation.pk).update(refused_at=now)
        return False
    return True


def deliver(conversation: Conversation, *, now: datetime) -> None:
    """Find who can answer and write to them all that was asked. Called again when somebody new can be reached.

    Raises:
        Blocked
    """
    asker = conversation.participants.with_people().get(side=Participant.Side.ASKER)
    found = routing.destination(conversation, asker=asker.correspondent)
    if found.is_blocked:
        raise Blocked
    conversation.route = found.route
    conversation.save(update_fields=["route"])
    for person in found.people:
        add_participant(conversation, person, side=Participant.Side.ANSWERER, organisation=conversation.asked, now=now)
    if found.route == Route.MODERATORS:
        notices.tell_moderators(conversation)
    for message in conversation.messages.filter(author=asker, hidden_at=None):
        notices.tell(message)


@transaction.atomic
def answer(author: Participant, *, written: Written) -> Message:
    """Add to a conversation under way.

    Raises:
        Closed, Blocked, QuotaSpent: nothing is stored.
    """
    sent = Message.objects.filter(token=written.token).first()
    if sent is not None:
        return sent
    conversation = Conversation.objects.select_for_update().get(pk=author.conversation_id)
    if not conversation.is_open or conversation.confirmed_at is None:
        raise Closed
    if is_blocked(author):
        raise Blocked
    now = timezone.now()
    quota.check_answer(author, now=now)
    if not author.is_asker and not author.name:
        sign(author)
    message = store(conversation, author=author, written=written, now=now)
    conversation.last_message_at = now
    if not author.is_asker and conversation.answered_at is None:
        conversation.answered_at = now
    conversation.save(update_fields=["last_message_at", "answered_at"])
    notices.tell(message)
    return message


def sign(author: Participant) -> None:
    """Whoever answers is known by name from then on; a mailbox stays the institution's."""
    user = author.correspondent.user
    if user is not None and user.get_full_name():
        author.name = user.get_full_name()[:NAME_LENGTH]
        author.save(update_fields=["name"])


def is_blocked(author: Participant) -> bool:
    """Whether all the others in the conversation have blocked this person; nobody else there yet blocks nothing."""
    others = other_correspondents(author)
    blockers = set(
        Block.objects.filter(blocker__in=others, blocked=author.correspondent_id).values_list("blocker", flat=True)
    )
    return bool(others) and blockers >= set(others)


def other_correspondents(author: Participant) -> list[int]:
    others: Iterable[int] = (
        Participant.objects.filter(conversation=author.conversation_id)
        .exclude(side=author.side)
        .values_list("correspondent", flat=True)
    )
    return list(others)
