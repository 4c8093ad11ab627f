from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class SeekingConfig(AppConfig):
    """What members seek and on which needs they offer to help."""

    name = "exchanges.seeking"
    verbose_name = _("Besoins cherchés")
