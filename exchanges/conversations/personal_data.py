"""What the conversations hold of one account: what it may take away, and what is left once it is gone.

For the privacy room: `export(user)` gives plain data for JSON; `anonymise(user)` is called before the account is
deleted, and by itself when it is (a signal of Django), so that no way of deleting an account goes around it.
"""

from typing import Any

from django.db import transaction

from exchanges.conversations.models import Accepts, Attachment, Block, Correspondent, Message, Participant, Signal
from network_site.accounts.models import User

ERASED = "[message effacé à la demande de son auteur]"


def export(user: User) -> dict[str, Any]:
    """The settings, the conversations and what the person wrote in them. What others wrote belongs to them."""
    correspondent = Correspondent.objects.filter(user=user).first()
    if correspondent is None:
        return {"messages": []}
    mine = correspondent.participations.select_related("conversation").prefetch_related("messages__attachments")
    return {
        "accepts": correspondent.accepts,
        "rhythm": correspondent.rhythm,
        "blocked": correspondent.blocks.count(),
        "conversations": [conversation_of(participant) for participant in mine.order_by("pk")],
    }


def conversation_of(participant: Participant) -> dict[str, Any]:
    return {
        "title": participant.conversation.title,
        "page": participant.conversation.path,
        "side": participant.side,
        "name": participant.name,
        "organisation": participant.organisation,
        "messages": [
            {
                "text": message.text,
                "written_at": message.created_at.isoformat(),
                "files": [attachment.name for attachment in message.attachments.all()],
            }
            for message in participant.messages.all()
        ],
    }


@transaction.atomic
def anonymise(user: User) -> None:
    """No name, no address, no text and no file of the person is left. The others keep what they wrote themselves."""
    correspondent = Correspondent.objects.filter(user=user).first()
    if correspondent is None:
        return
    mine = Message.objects.filter(author__correspondent=correspondent)
    Attachment.objects.filter(message__in=mine).delete_with_files()
    mine.update(text=ERASED)
    correspondent.participations.update(name="", organisation="")
    Signal.objects.filter(by__correspondent=correspondent).update(reason="")
    Block.objects.filter(blocker=correspondent).delete()
    correspondent.user, correspondent.email, correspondent.accepts = None, "", Accepts.NOBODY
    correspondent.save(update_fields=["user", "email", "accepts"])


def on_user_deleted(instance: User, **_kwargs: object) -> None:
    anonymise(instance)
