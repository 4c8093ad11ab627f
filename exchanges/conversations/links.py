"""The links that mails carry: into a conversation, and to confirm an address."""

from datetime import timedelta

from django.conf import settings
from django.urls import reverse

from exchanges.conversations.models import Conversation, Participant
from network_site.signed_links import Payload, make_link, read_link

THREAD_SALT = "conversations.thread"
THREAD_LASTS = timedelta(days=180)
CONFIRM_SALT = "conversations.confirm"
CONFIRM_LASTS = timedelta(days=7)


def absolute(path: str) -> str:
    return f"{settings.WAGTAILADMIN_BASE_URL}{path}" if path else ""


def thread_link(participant: Participant) -> str:
    """How somebody without account enters a conversation; a member goes there signed in."""
    if participant.correspondent.has_account:
        return absolute(participant.conversation.get_absolute_url())
    stamp = thread_stamp(participant)
    token = make_link({"participant": participant.pk}, salt=THREAD_SALT, stamp=stamp)
    return absolute(reverse("conversations:enter", args=[token]))


def thread_stamp(participant: Participant) -> str:
    """Another once the person has left or the mailbox has changed: older links then open nothing."""
    return f"{participant.conversation_id}/{participant.correspondent_id}/{participant.correspondent.address}"


def participant_of_link(token: str) -> Participant:
    """Raises LinkRefused."""
    people = Participant.objects.select_related("conversation", "correspondent__user")

    def stamp(said: Payload) -> str | None:
        participant = people.filter(pk=said["participant"]).first()
        return thread_stamp(participant) if participant and participant.correspondent.address else None

    said = read_link(token, salt=THREAD_SALT, max_age=THREAD_LASTS, stamp=stamp)
    return people.get(pk=said["participant"])


def confirm_link(conversation: Conversation) -> str:
    token = make_link({"conversation": conversation.pk}, salt=CONFIRM_SALT, stamp=conversation.confirmed_at)
    return absolute(reverse("conversations:confirm", args=[token]))


def conversation_to_confirm(token: str) -> Conversation:
    """Raises LinkRefused: the link does its work once, for its stamp is that the conversation is not sent."""

    def stamp(said: Payload) -> object:
        waiting = Conversation.objects.filter(pk=said["conversation"], refused_at=None).values_list("confirmed_at")
        found = waiting.first()
        return str(found[0]) if found else None

    said = read_link(token, salt=CONFIRM_SALT, max_age=CONFIRM_LASTS, stamp=stamp)
    return Conversation.objects.get(pk=said["conversation"])
