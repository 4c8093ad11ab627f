"""How late the index is and whether it answers, for the health checks and the admin."""

from dataclasses import dataclass

from django.db.models import Count, Min, Q
from django.utils import timezone

from network_site.health import Finding
from search.documents import Kind
from search.engines import get_engine
from search.engines.base import EngineUnavailable
from search.models import Outbox
from search.queries import SearchQuery

LATE = 120
"""Seconds: a change is told at once, or within two turns of the worker."""


@dataclass(frozen=True, slots=True)
class Lag:
    """Changes that wait to be told to the engine, the age of the oldest, and those given up."""

    waiting: int
    oldest_seconds: int
    dead: int

    @property
    def is_late(self) -> bool:
        return self.oldest_seconds >= LATE


def lag() -> Lag:
    waiting = Q(given_up_at=None)
    found = Outbox.objects.aggregate(
        waiting=Count("pk", filter=waiting), since=Min("created_at", filter=waiting), dead=Count("pk", filter=~waiting)
    )
    oldest = round((timezone.now() - found["since"]).total_seconds()) if found["since"] else 0
    return Lag(found["waiting"], oldest, found["dead"])


def check_outbox() -> Finding:
    now = lag()
    facts = {"waiting": now.waiting, "oldest_seconds": now.oldest_seconds, "dead": now.dead}
    return Finding(ok=not now.is_late and not now.dead, facts=facts)


def check_engine() -> Finding:
    """The engine answers from an index made by the rules of this version."""
    engine = get_engine()
    name = engine.capabilities.name
    try:
        documents = sum(engine.counts([SearchQuery(kind=kind) for kind in Kind]))
    except EngineUnavailable as error:
        return Finding(ok=False, facts={"name": name, "to_rebuild": int(error.rebuild)})
    return Finding(ok=True, facts={"name": name, "documents": documents})
