from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class TerritoriesConfig(AppConfig):
    """The official list of communes, EPCI, départements and régions, and what contains what."""

    name = "network_site.territories"
    label = "territories"
    verbose_name = _("Territoires")
