"""What moderators do: find whom to give a message to, and decide on what was signalled. They read nothing else."""

from django.db import transaction
from django.utils import timezone

from actors.models import Actor, Network
from exchanges.conversations import notices, waiting
from exchanges.conversations.models import Conversation, Correspondent, Message, Participant, Signal
from network_site.accounts.models import User


@transaction.atomic
def signal(message: Message, *, by: Participant, reason: str) -> Signal:
    """Show one message to the moderators; twice is once."""
    found, is_new = Signal.objects.get_or_create(message=message, by=by, defaults={"reason": reason})
    if is_new:
        notices.tell_signal(found.pk)
    return found


@transaction.atomic
def decide(signal: Signal, *, decision: str, by: User) -> None:
    now = timezone.now()
    signal.decision, signal.handled_at, signal.handled_by = decision, now, by
    signal.save(update_fields=["decision", "handled_at", "handled_by"])
    if decision in {Signal.Decision.HIDE, Signal.Decision.CLOSE}:
        Message.objects.filter(pk=signal.message_id, hidden_at=None).update(hidden_at=now)
    if decision == Signal.Decision.CLOSE:
        Conversation.objects.filter(messages=signal.message_id).update(closed_at=now, closed_by="")


@transaction.atomic
def enter_mailbox(email: str, *, actor: Actor | None = None, network: Network | None = None) -> Correspondent:
    """Keep where the institution reads its mail; what waits for it leaves at once (a signal of its model)."""
    owner = {"network": network} if network is not None else {"actor": actor}
    mailbox = Correspondent.objects.mailboxes().filter(**owner).first()
    mailbox = mailbox or Correspondent(kind=Correspondent.Kind.INSTITUTION, **owner)
    mailbox.email, mailbox.unreachable_at = email, None
    mailbox.save()
    return mailbox


@transaction.atomic
def forget_mailbox(mailbox: Correspondent) -> None:
    """The address goes; the conversations that it took part in stay, under the institution's name."""
    mailbox.email, mailbox.actor, mailbox.network = "", None, None
    mailbox.save()


@transaction.atomic
def give_to(conversation: Conversation, *, actor: Actor) -> None:
    """The moderators know whose affair it is: the message goes there as if it had been asked of that actor."""
    conversation.actor = actor
    conversation.save(update_fields=["actor"])
    waiting.redeliver(conversation)


@transaction.atomic
def give_up(conversation: Conversation, *, reason: str) -> None:
    """Nobody can be found: the sender is told why, and the conversation ends."""
    conversation.closed_at = timezone.now()
    conversation.save(update_fields=["closed_at"])
    notices.tell_given_up(conversation, reason=reason)


def waiting_for_moderators() -> list[Conversation]:
    """The queue, oldest first, each with what was written to it."""
    queue = Conversation.objects.to_transmit().select_related("actor", "network").order_by("created_at", "pk")
    return list(queue.prefetch_related("messages", "participants__correspondent")[: waiting.BATCH])
