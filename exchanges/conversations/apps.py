from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ConversationsConfig(AppConfig):
    """Messages between people, relayed without showing an address."""

    name = "exchanges.conversations"
    verbose_name = _("Conversations")
