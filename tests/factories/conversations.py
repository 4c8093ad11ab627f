"""Conversations as the site makes them: begun by the domain, so that routes and mails are those of real ones."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

from django.utils import timezone

from actors.models import Actor
from exchanges.conversations import posting
from exchanges.conversations.models import Conversation, Correspondent, Message, Participant
from exchanges.conversations.posting import Asker, Topic, Written
from tests.factories.kernel import UserFactory

QUESTION = "Bonjour, comment avez-vous convaincu les élus ?"


def written(text: str = QUESTION, **options: Any) -> Written:
    return Written(text, uuid4(), **options)


def topic(actor: Actor | None, **options: Any) -> Topic:
    about = {"about": Conversation.About.ACTOR, "title": "Cours oasis", "path": "/rex/2023-0001"}
    return Topic(**about | {"actor": actor} | options)


def begun(actor: Actor | None, *, by: Any = None, text: str = QUESTION, **options: Any) -> Conversation:
    """A member (`by`, or a new one) writes to an actor."""
    user = by or UserFactory(first_name="Zoé", last_name="Demandeuse")
    asker = Asker(Correspondent.objects.of_user(user), user.get_full_name(), "Ville qui cherche")
    return posting.start(topic(actor, **options), asker=asker, written=written(text), is_confirmed=True)


def begun_by_visitor(
    actor: Actor | None, *, email: str = "visiteuse@ailleurs.example", confirmed: bool = True, text: str = QUESTION
) -> Conversation:
    asker = Asker(Correspondent.objects.of_visitor(email), "Vera Visiteuse", "Association d’ailleurs")
    conversation = posting.start(topic(actor), asker=asker, written=written(text), is_confirmed=False)
    if confirmed:
        assert posting.confirm(conversation)
        conversation.refresh_from_db()
    return conversation


def asker_of(conversation: Conversation) -> Participant:
    return conversation.participants.with_people().select_related("conversation").get(side=Participant.Side.ASKER)


def answerer_of(conversation: Conversation) -> Participant:
    answerers = conversation.participants.with_people().select_related("conversation")
    return answerers.filter(side=Participant.Side.ANSWERER).order_by("pk")[0]


def answered(conversation: Conversation, text: str = "Oui, avec plaisir.") -> Message:
    return posting.answer(answerer_of(conversation), written=written(text))


def mailbox(actor: Actor, email: str = "contact@ville.example") -> Correspondent:
    return Correspondent.objects.create(kind=Correspondent.Kind.INSTITUTION, actor=actor, email=email)


def aged(conversation: Conversation, **delta: Any) -> None:
    """Make the conversation and its messages as old as if that time had passed."""
    then = timezone.now() - timedelta(**delta)
    moments = {"created_at": then, "confirmed_at": then, "last_message_at": then}
    Conversation.objects.filter(pk=conversation.pk).update(**moments)
    Message.objects.filter(conversation=conversation).update(created_at=then)
