from datetime import timedelta

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ActorsConfig(AppConfig):
    """Organisations, networks and people; who belongs to what; who may be named and how."""

    name = "actors"
    verbose_name = _("Acteurs et réseaux")

    def ready(self) -> None:
        from actors.membership.inviting import forget_ended
        from actors.membership.views import home_section
        from actors.models import Actor, Network
        from network_site import jobs, member_home, sitemaps

        member_home.register(
            "memberships", template="actors/membership/home_section.html", context=home_section, order=10
        )
        jobs.register("actors.forget_invitations", run=forget_ended, every=timedelta(days=1))

        sitemaps.register("actors", Actor)
        sitemaps.register("networks", Network)
