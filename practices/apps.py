from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PracticesConfig(AppConfig):
    """Needs, vocabularies and the experience reports that answer them."""

    name = "practices"
    verbose_name = _("Pratiques")

    def ready(self) -> None:
        from network_site import sitemaps
        from practices import converters, publication
        from practices.models import Need, Stage

        sitemaps.register("needs", Need)
        sitemaps.register("stages", Stage)
        publication.connect()
        converters.register()
