"""What one may do with a conversation: close, mute, block, ask the institution. Each gives a sentence to show."""

from dataclasses import dataclass
from typing import Final

from django.utils import timezone
from django.utils.translation import gettext as _

from exchanges.conversations import waiting
from exchanges.conversations.models import Block, Conversation, Correspondent, Participant, Route

MOST_BLOCKS_SHOWN: Final = 100


def close(me: Participant) -> str:
    """Already closed, it stays whose it was to open again."""
    opened = Conversation.objects.filter(pk=me.conversation_id, closed_at=None)
    opened.update(closed_at=timezone.now(), closed_by=me.side)
    return _("La conversation est fermée : personne n’y écrit plus.")


def reopen(me: Participant) -> str:
    mine = Conversation.objects.filter(pk=me.conversation_id, closed_by=me.side)
    if not mine.update(closed_at=None, closed_by=""):
        return _("La conversation reste fermée : seul peut la rouvrir qui l’a fermée.")
    return _("La conversation est rouverte.")


def mute(me: Participant) -> str:
    me.muted_at = timezone.now()
    me.save(update_fields=["muted_at"])
    return _("Vous ne recevrez plus de courriel pour cette conversation. Elle reste lisible ici.")


def unmute(me: Participant) -> str:
    me.muted_at = None
    me.save(update_fields=["muted_at"])
    return _("Vous recevrez de nouveau un courriel pour chaque message.")


def block(me: Participant) -> str:
    """Everybody of the other side, here and elsewhere."""
    for other in others(me):
        Block.objects.get_or_create(blocker=me.correspondent, blocked=other)
    return _("Bloqué : vous ne recevrez plus rien de votre correspondant, ici ni ailleurs sur Relais.")


def unblock(me: Participant) -> str:
    Block.objects.filter(blocker=me.correspondent, blocked__in=others(me)).delete()
    return _("Débloqué : votre correspondant peut de nouveau vous écrire.")


def others(me: Participant) -> list[Correspondent]:
    people = me.conversation.participants.exclude(side=me.side).select_related("correspondent")
    return [participant.correspondent for participant in people]


def ask_institution(me: Participant) -> str:
    """After two weeks of silence, where the sender asks for it."""
    if not me.is_asker:
        return _("Rien à transmettre.")
    route = waiting.use_fallback(me.conversation)
    return _("Message transmis %(route)s.") % {"route": Route(route).label}


@dataclass(frozen=True, slots=True)
class BlockedPerson:
    """Told by how the person signed in the last conversation: an account's own name is not looked up."""

    pk: int
    label: str


def blocks_of(correspondent: Correspondent) -> list[BlockedPerson]:
    """Two queries."""
    blocks = list(correspondent.blocks.order_by("-created_at")[:MOST_BLOCKS_SHOWN])
    met = Participant.objects.filter(
        correspondent__in=[block.blocked_id for block in blocks],
        conversation__participants__correspondent=correspondent,
    ).select_related("correspondent")
    labels = {participant.correspondent_id: participant.label for participant in met.order_by("pk")}
    return [BlockedPerson(block.pk, str(labels.get(block.blocked_id, _("Une personne")))) for block in blocks]
