"""sitemap.xml: pages through Wagtail's tree, other objects through the rooms that register themselves here."""

from django.contrib.sitemaps import Sitemap
from django.db.models import Model, QuerySet
from wagtail.contrib.sitemaps.sitemap_generator import Sitemap as WagtailSitemap

SITEMAPS: dict[str, type[Sitemap]] = {"pages": WagtailSitemap}


def register(name: str, model: type[Model]) -> None:
    """Add the published objects of ``model``, which has ``live``, ``last_published_at`` and ``get_absolute_url``."""

    class ObjectSitemap(Sitemap):
        def items(self) -> QuerySet[Model]:
            return model._default_manager.filter(live=True).order_by("pk")

        def lastmod(self, item: Model) -> object:
            return getattr(item, "last_published_at", None)

    SITEMAPS[name] = ObjectSitemap
