from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CommunitiesConfig(AppConfig):
    """Life of networks: joining, portals, the members' directory."""

    name = "exchanges.communities"
    verbose_name = _("Vie des réseaux")
