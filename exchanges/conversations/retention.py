"""How long conversations are kept. The privacy page promises this."""

from datetime import timedelta

from django.db.models import Q
from django.utils import timezone

from exchanges.conversations.links import CONFIRM_LASTS
from exchanges.conversations.models import Attachment, Conversation, Correspondent

KEPT_AFTER_LAST_MESSAGE = timedelta(days=3 * 365)


def delete_old() -> int:
    """What no visitor confirmed in time, what was silent for three years, then visitors without a conversation left."""
    now = timezone.now()
    unsent = Q(confirmed_at=None, created_at__lt=now - CONFIRM_LASTS)
    silent = Q(last_message_at__lt=now - KEPT_AFTER_LAST_MESSAGE)
    old = Conversation.objects.filter(unsent | silent)
    Attachment.objects.filter(message__conversation__in=old).delete_with_files()
    deleted = old.count()
    old.delete()
    visitors = Correspondent.objects.filter(kind=Correspondent.Kind.VISITOR, participations=None)
    visitors.delete()
    return deleted
