from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ActorsConfig(AppConfig):
    """Organisations, networks and people; who belongs to what; who may be named and how."""

    name = "actors"
    verbose_name = _("Acteurs et réseaux")

    def ready(self) -> None:
        from actors.models import Actor, Network
        from network_site import sitemaps

        sitemaps.register("actors", Actor)
        sitemaps.register("networks", Network)
