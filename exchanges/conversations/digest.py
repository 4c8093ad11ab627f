"""One mail a day for those who chose it, with all that was written to them since the last one."""

from collections import defaultdict
from dataclasses import dataclass

from django.db import transaction
from django.db.models import F, Q
from django.urls import reverse
from django.utils.timezone import localdate

from exchanges.conversations import links
from exchanges.conversations.models import Block, Correspondent, Message, Participant, Rhythm
from network_site.mail import outbox

MOST_MESSAGES = 50


@dataclass(frozen=True, slots=True)
class Part:
    """A conversation in the mail: what is new, and where to answer."""

    title: str
    messages: list[Message]
    link: str


def send_digests() -> int:
    """Gives how many mails were written. A second run on the same day finds nothing left to tell."""
    daily = Correspondent.objects.filter(rhythm=Rhythm.DAILY, unreachable_at=None).select_related("user")
    return sum(send_digest(correspondent) for correspondent in daily.iterator())


@transaction.atomic
def send_digest(correspondent: Correspondent) -> int:
    news = untold(correspondent)
    if not news or not correspondent.address:
        return 0
    last = max(message.pk for messages in news.values() for message in messages)
    outbox.queue(
        f"conversations/digest/{correspondent.pk}/{localdate():%Y%m%d}/{last}",
        to=correspondent.address,
        template="conversation_digest",
        context={
            "parts": [
                Part(participant.conversation.title, messages, links.thread_link(participant))
                for participant, messages in news.items()
            ],
            "settings_url": links.absolute(reverse("conversations:settings")),
        },
    )
    Participant.objects.filter(pk__in=[participant.pk for participant in news]).update(told_until=last)
    return 1


def untold(correspondent: Correspondent) -> dict[Participant, list[Message]]:
    """By conversation: what the other side wrote since the last mail and that has not been read on the site."""
    blocked = Block.objects.filter(blocker=correspondent).values("blocked")
    mine = Participant.objects.filter(correspondent=correspondent, muted_at=None)
    participants = {each.conversation_id: each for each in mine.select_related("conversation", "correspondent__user")}
    me = Q(conversation__participants__correspondent=correspondent)
    is_new = Q(pk__gt=F("conversation__participants__told_until"))
    unread = Q(conversation__participants__read_at=None) | Q(created_at__gt=F("conversation__participants__read_at"))
    messages = (
        Message.objects.filter(me & is_new & unread, hidden_at=None, conversation__confirmed_at__isnull=False)
        .exclude(author__side=F("conversation__participants__side"))
        .exclude(author__correspondent__in=blocked)
        .select_related("author__correspondent")
        .order_by("pk")
    )
    news: dict[Participant, list[Message]] = defaultdict(list)
    for message in messages[:MOST_MESSAGES]:
        if message.conversation_id in participants:  # muted ones are left out
            news[participants[message.conversation_id]].append(message)
    return dict(news)
