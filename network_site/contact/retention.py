"""How long a message is kept. The privacy page (catalogue/pages.yaml) promises this."""

from datetime import timedelta

from django.utils import timezone

from network_site.contact.models import Message

KEPT_AFTER_HANDLING = timedelta(days=365)


def delete_handled() -> int:
    """Delete what was handled more than a year ago. A message nobody has handled stays until somebody does."""
    deleted, _by_model = Message.objects.filter(handled_at__lt=timezone.now() - KEPT_AFTER_HANDLING).delete()
    return deleted
