from datetime import timedelta
from functools import partial

from django.apps import AppConfig
from django.core import checks
from django.utils.translation import gettext_lazy as _

from network_site import health, jobs

DRAIN_PERIOD = timedelta(seconds=15)
EMBEDDING_TURN = 20.0  # seconds: meanwhile the worker tells the index nothing and does not say that it lives
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
        jobs.register("search.embed", run=partial(store.catch_up, seconds=EMBEDDING_TURN), every=DRAIN_PERIOD)
        jobs.register("search.gather_unanswered", run=journal_upkeep.gather, every=GATHER_PERIOD)
        jobs.register("search.forget_counts", run=journal_upkeep.forget, every=FORGET_PERIOD)
