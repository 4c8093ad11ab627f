from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CommunitiesConfig(AppConfig):
    """Life of networks: joining, portals, the members' directory."""

    name = "exchanges.communities"
    verbose_name = _("Vie des réseaux")

    def ready(self) -> None:
        from exchanges.communities import home, portal, rights
        from exchanges.conversations import network_people
        from network_site import member_home
        from network_site.vocabulary import slug_changed

        member_home.register("communities", template="communities/member_section.html", context=home.section, order=60)
        network_people.register(rights.accepted_facilitators)
        slug_changed.connect(portal.keep_renamed, dispatch_uid="communities-keep-renamed")
