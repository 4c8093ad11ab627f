from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PrivacyConfig(AppConfig):
    """Personal data: the register, consents, export, deletion, retention."""

    name = "exchanges.privacy"
    verbose_name = _("Données personnelles")
