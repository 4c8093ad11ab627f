"""What waits for somebody to answer finds its way later: a member who joins, a mailbox that is entered, silence."""

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from actors.models import Actor, Membership, Network
from exchanges.conversations import notices, posting, routing
from exchanges.conversations.models import Conversation, Correspondent, Message, Participant, Route
from exchanges.conversations.models.conversations import ConversationQuerySet
from network_site.mail.models import OutgoingMail

REMINDED_AFTER = timedelta(days=7)
FALLBACK_AFTER = timedelta(days=15)
BATCH = 200


def on_membership_saved(instance: Membership, **_kwargs: object) -> None:
    """Whoever becomes a member receives what waits for the actor."""
    if instance.confirmed_at is not None:
        deliver_to_actor(instance.actor)


def on_mailbox_saved(instance: Correspondent, **_kwargs: object) -> None:
    if instance.kind != Correspondent.Kind.INSTITUTION:
        return
    if instance.actor is not None:
        deliver_to_actor(instance.actor)
    elif instance.network is not None:
        deliver_to_network(instance.network)


def deliver_to_actor(actor: Actor) -> int:
    return redeliver_all(Conversation.objects.filter(Q(actor=actor) | Q(network__actor=actor)))


def deliver_to_network(network: Network) -> int:
    """Somebody runs it from now on, or its mailbox is known."""
    return redeliver_all(Conversation.objects.filter(network=network))


def redeliver_all(conversations: ConversationQuerySet) -> int:
    """Look again for a way to those that nobody with an account has received; gives how many found a better one."""
    unheard = conversations.unanswered().filter(route__in=[Route.MODERATORS, Route.MAILBOX])
    return sum(redeliver(conversation) for conversation in unheard.order_by("pk")[:BATCH])


@transaction.atomic
def redeliver(conversation: Conversation) -> bool:
    """Whether a better way was found. Where somebody has blocked the sender, the message waits where it was."""
    before = conversation.route
    asker = conversation.participants.with_people().get(side=Participant.Side.ASKER)
    found = routing.destination(conversation, asker=asker.correspondent)
    if found.is_blocked or rank(found.route) >= rank(before):
        return False
    posting.deliver(conversation, now=timezone.now())
    notices.tell_new_route(conversation)
    return True


def rank(route: str) -> int:
    """The lower, the nearer to somebody who can answer."""
    return Route.values.index(route)


def redeliver_waiting() -> int:
    """Every day, whatever happened to the signals: nothing waits although its way is known."""
    return redeliver_all(Conversation.objects.all())


def set_aside(correspondent: Correspondent, *, now: datetime) -> None:
    """The address refuses mail: what nobody else can answer takes the next way."""
    correspondent.unreachable_at = now
    correspondent.save(update_fields=["unreachable_at"])
    asked = Conversation.objects.unanswered().filter(
        participants__correspondent=correspondent, participants__side=Participant.Side.ANSWERER
    )
    for conversation in asked[:BATCH]:
        go_around(conversation, now=now)


def go_around(conversation: Conversation, *, now: datetime) -> None:
    answerers = conversation.participants.with_people().filter(side=Participant.Side.ANSWERER)
    if any(each.correspondent.is_reachable for each in answerers):
        return
    before = conversation.route
    try:
        posting.deliver(conversation, now=now)
    except posting.Blocked:
        return
    if conversation.route != before:
        notices.tell_new_route(conversation)


def remind_silent() -> int:
    """One reminder, a week after a question that nobody has answered."""
    now = timezone.now()
    silent = Conversation.objects.unanswered().filter(reminded_at=None, confirmed_at__lte=now - REMINDED_AFTER)
    return sum(remind(conversation, now=now) for conversation in silent.exclude(route=Route.MODERATORS)[:BATCH])


@transaction.atomic
def remind(conversation: Conversation, *, now: datetime) -> int:
    if not Conversation.objects.filter(pk=conversation.pk, reminded_at=None).update(reminded_at=now):
        return 0
    question = first_question(conversation)
    if question is None:
        return 0
    for participant in conversation.participants.with_people().filter(side=Participant.Side.ANSWERER, muted_at=None):
        notices.remind(participant, message=question)
    return 1


def first_question(conversation: Conversation) -> Message | None:
    return conversation.messages.filter(hidden_at=None).select_related("author").first()


def offer_fallbacks() -> int:
    """Two weeks without an answer: the sender may have the question sent to the institution."""
    now = timezone.now()
    silent = Conversation.objects.unanswered().filter(
        fallback_offered_at=None,
        confirmed_at__lte=now - FALLBACK_AFTER,
        route__in=[Route.FACILITATORS, Route.REFERENT, Route.MEMBERS],
    )
    return sum(offer_fallback(conversation, now=now) for conversation in silent[:BATCH])


@transaction.atomic
def offer_fallback(conversation: Conversation, *, now: datetime) -> int:
    unoffered = Conversation.objects.filter(pk=conversation.pk, fallback_offered_at=None)
    if not unoffered.update(fallback_offered_at=now):
        return 0
    notices.offer_fallback(conversation)
    return 1


@transaction.atomic
def use_fallback(conversation: Conversation) -> str:
    """The sender asks for it: to the mailbox of the institution where one is known, else to the moderators.

    Gives the way taken; the people who were silent stay in the conversation.
    """
    now = timezone.now()
    taken = Conversation.objects.unanswered().filter(
        pk=conversation.pk, fallback_offered_at__isnull=False, fallback_at=None
    )
    if not taken.update(fallback_at=now):
        return conversation.route
    boxes = list(routing.mailboxes(conversation, routing.asked_actor(conversation)))
    conversation.route = Route.MAILBOX if any(box.is_reachable for box in boxes) else Route.MODERATORS
    conversation.save(update_fields=["route"])
    if conversation.route == Route.MODERATORS:
        notices.tell_moderators(conversation)
        return conversation.route
    for box in boxes:
        posting.add_participant(
            conversation, box, side=Participant.Side.ANSWERER, organisation=conversation.asked, now=now
        )
    for message in conversation.messages.filter(author__side=Participant.Side.ASKER, hidden_at=None):
        notices.tell(message)
    return conversation.route


def notice_refused_mails() -> int:
    """Addresses that the mail server refused for good as it took the mail: no bounce will tell of them."""
    prefix = "conversations/message/"
    refused = OutgoingMail.objects.filter(key__startswith=prefix, sent_at=None, next_attempt_at=None)
    keys = refused.filter(last_error__startswith="SMTPRecipientsRefused 5").values_list("key", flat=True)
    participants = {int(key.rpartition("/")[2]) for key in keys}
    found = Correspondent.objects.filter(participations__in=participants, unreachable_at=None).distinct()
    for correspondent in found:
        set_aside(correspondent, now=timezone.now())
    return len(found)
