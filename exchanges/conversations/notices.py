"""The mails of a conversation. None holds an address, and each event writes to each person once (its key)."""

from collections.abc import Mapping
from email.headerregistry import Address
from email.utils import parseaddr
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from exchanges.conversations import links, masked_addresses
from exchanges.conversations.models import Block, Conversation, Message, Participant, Rhythm, Route
from network_site.groups import moderators
from network_site.mail import outbox

SEPARATOR = "##- Répondez au-dessus de cette ligne -##"
"""Begins the mails that may be answered by mail: what comes back under it is what was quoted."""


def mail_key(message: Message, participant: Participant) -> str:
    """Names the event and the recipient; the identifier of the mail follows from it."""
    return f"conversations/message/{message.pk}/{participant.pk}"


def tell(message: Message) -> None:
    """Write to every other participant who is to know at once."""
    author = message.author
    others = message.conversation.participants.with_people().exclude(side=author.side)
    blockers = Block.objects.filter(blocked=author.correspondent_id).values("blocker")
    for participant in others.exclude(correspondent__in=blockers).filter(muted_at=None):
        if participant.correspondent.rhythm == Rhythm.AT_ONCE:
            write(
                mail_key(message, participant),
                participant,
                template="conversation_message",
                context={"message": message, "author": author.label, "files": list(message.attachments.all())},
                sender=author.name or _("Relais"),
            )
            Participant.objects.filter(pk=participant.pk).update(told_until=message.pk)


def write(key: str, participant: Participant, *, template: str, context: Mapping[str, Any], sender: str = "") -> None:
    """Queue a mail to a participant, who answers it to a masked address where the site receives mail."""
    if not participant.correspondent.is_reachable:
        return
    conversation = participant.conversation
    outbox.queue(
        key,
        to=participant.correspondent.address,
        template=template,
        context={
            "conversation": conversation,
            "page_url": links.absolute(conversation.path),
            "link": links.thread_link(participant),
            "settings_url": links.absolute(reverse("conversations:settings")),
            "has_account": participant.correspondent.has_account,
            "separator": SEPARATOR if sender and masked_addresses.are_open() else "",
            **context,
        },
        headers=headers(participant, key=key),
        from_email=from_address(participant, sender=sender) if sender else "",
    )


def from_address(participant: Participant, *, sender: str) -> str:
    """« Camille Exemple, par Relais », at an address of ours: answers and failures come back to it, if to anything."""
    name = _("%(name)s, par Relais") % {"name": sender} if sender != "Relais" else sender
    address = parseaddr(settings.DEFAULT_FROM_EMAIL)[1]
    if masked_addresses.are_open():
        address = masked_addresses.masked_address(participant, now=timezone.now())
    return str(Address(display_name=name[:60], addr_spec=address))


def headers(participant: Participant, *, key: str) -> dict[str, str]:
    """One thread in the recipient's mailbox, and no automatic answer to it."""
    said = {"X-Auto-Response-Suppress": "OOF, AutoReply"}
    first = participant.conversation.messages.order_by("pk").first()
    root = mail_key(first, participant) if first else key
    if root != key:
        said["In-Reply-To"] = said["References"] = outbox.message_id_for(root)
    return said


def copy_to_sender(conversation: Conversation) -> None:
    """« Bien envoyé », with all that was written and to whom it went."""
    asker = conversation.participants.with_people().get(side=Participant.Side.ASKER)
    for message in conversation.messages.filter(author=asker):
        route = Route(conversation.route).label
        context = {"message": message, "route": route, "is_waiting": conversation.route == Route.MODERATORS}
        write(mail_key(message, asker), asker, template="conversation_copy", context=context)


def ask_to_confirm(conversation: Conversation, *, author: Participant) -> None:
    message = conversation.messages.get(author=author)
    context = {"message": message, "confirm_url": links.confirm_link(conversation)}
    write(f"conversations/confirm/{conversation.pk}", author, template="conversation_confirm", context=context)


def tell_moderators(conversation: Conversation) -> None:
    """Somebody has to find whom to give this to. The mail does not repeat the message."""
    url = links.absolute(reverse("conversations:queue"))
    for user in moderators():
        outbox.queue(
            f"conversations/queue/{conversation.pk}/{user.pk}",
            to=user.email,
            template="conversation_queue",
            context={"conversation": conversation, "queue_url": url},
        )


def tell_new_route(conversation: Conversation) -> None:
    """What waited has found somebody."""
    asker = conversation.participants.with_people().get(side=Participant.Side.ASKER)
    key = f"conversations/routed/{conversation.pk}/{conversation.route}"
    write(key, asker, template="conversation_routed", context={"route": Route(conversation.route).label})


def tell_given_up(conversation: Conversation, *, reason: str) -> None:
    asker = conversation.participants.with_people().get(side=Participant.Side.ASKER)
    key = f"conversations/given-up/{conversation.pk}"
    write(key, asker, template="conversation_given_up", context={"reason": reason})


def remind(participant: Participant, *, message: Message) -> None:
    key = f"conversations/reminder/{participant.conversation_id}/{participant.pk}"
    asker = message.author
    context = {"message": message, "author": asker.label}
    write(key, participant, template="conversation_reminder", context=context, sender=asker.name or _("Relais"))


def offer_fallback(conversation: Conversation) -> None:
    asker = conversation.participants.with_people().get(side=Participant.Side.ASKER)
    write(f"conversations/fallback/{conversation.pk}", asker, template="conversation_fallback", context={})


def tell_signal(signal_pk: int) -> None:
    """A message was signalled. It is read on the site only."""
    url = links.absolute(reverse("conversations:queue"))
    for user in moderators():
        key = f"conversations/signal/{signal_pk}/{user.pk}"
        outbox.queue(key, to=user.email, template="conversation_signal", context={"queue_url": url})
