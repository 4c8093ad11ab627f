from datetime import timedelta

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from network_site import jobs

DRAIN_PERIOD = timedelta(seconds=15)


class SearchConfig(AppConfig):
    """Text in, ranked practices out."""

    name = "search"
    verbose_name = _("Recherche")

    def ready(self) -> None:
        from search import outbox, signals  # models are not loaded before ready()

        signals.connect()
        jobs.register("search.drain", run=outbox.drain, every=DRAIN_PERIOD)
