from datetime import timedelta

from django.apps import AppConfig
from django.core import checks
from django.utils.translation import gettext_lazy as _

from network_site import health, jobs

DRAIN_PERIOD = timedelta(seconds=15)
GATHER_PERIOD = timedelta(hours=1)
FORGET_PERIOD = timedelta(days=1)


class SearchConfig(AppConfig):
    """Text in, ranked practices out."""

    name = "search"
    verbose_name = _("Recherche")

    def ready(self) -> None:
        from search import outbox, signals, startup, upkeep  # models are not loaded before ready()
        from search.journal import upkeep as journal_upkeep
        from search.semantic import store

        signals.connect()
        checks.register(startup.check_engine)
        health.register("outbox", upkeep.check_outbox)
        health.register("search", upkeep.check_engine)
        jobs.register("search.drain", run=outbox.drain, every=DRAIN_PERIOD)
        jobs.register("search.embed", run=store.catch_up, every=DRAIN_PERIOD)
        jobs.register("search.gather_unanswered", run=journal_upkeep.gather, every=GATHER_PERIOD)
        jobs.register("search.forget_counts", run=journal_upkeep.forget, every=FORGET_PERIOD)
