"""A site on search servers, searched while it is written to: `tests/engines/test_elastic_cluster.py` runs it and breaks
the servers meanwhile.

    python -m tests.faults.read_and_write    # says « ready », goes on until its input ends, then tells all in JSON

One process saves, another one drains the outbox as a worker does, and a thread searches through an engine of its own
with the timeouts of production.
"""

import json
import sys
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass, field
from threading import Event, Thread
from typing import Any

import django

if __name__ == "__main__":
    django.setup()

from django.test.utils import override_settings

from network_site.settings import base
from practices.models import ExperienceReportPage
from search.documents import Kind
from search.engines import patience
from search.engines.base import EngineUnavailable
from search.engines.elastic import ElasticsearchEngine
from search.engines.elastic_wire import Client
from search.models import Outbox
from search.queries import SearchQuery
from tests.factories.actors import ActorFactory
from tests.faults import saves, site, striking
from tests.faults.running import prepare

STEADY = 25
"""Actors that nobody changes: each search must give them all."""
KEPT = 8
"""Reports that stay published before the oldest is withdrawn."""
PATIENCE = 60.0
"""Seconds for the worker to tell what still waits at the end."""


@dataclass(slots=True)
class Search:
    """`wrong` says what a search gave that it should not, or did not give; `given`, the seconds that each of its
    requests could take.
    """

    at: float
    given: list[float]
    answered: bool
    wrong: str = ""


@dataclass(slots=True)
class Published:
    """Keys of reports by what the engine has acknowledged of them. Each is published once, and withdrawn once."""

    told: set[str] = field(default_factory=set)
    leaving: set[str] = field(default_factory=set)
    gone: set[str] = field(default_factory=set)


class Listening:
    """A client of the servers that remembers how long each request could take."""

    def __init__(self, client: Client) -> None:
        self.client = client
        self.given: list[float] = []

    def request(self, *sent: Any, timeout: float, **others: Any) -> Any:
        self.given.append(timeout)
        return self.client.request(*sent, timeout=timeout, **others)


class Reader(Thread):
    """Asks without end, as a page does; each answer is compared with what was acknowledged before the question."""

    def __init__(self, published: Published) -> None:
        super().__init__(daemon=True)
        self.published = published
        self.searches: list[Search] = []
        self.stopping = Event()
        with override_settings(RELAIS_SEARCH_TIMEOUT=base.RELAIS_SEARCH_TIMEOUT):
            self.engine = ElasticsearchEngine.from_settings()
        self.listening = self.engine._wire._client = Listening(self.engine._wire._client)

    def run(self) -> None:
        while not self.stopping.is_set():
            for ask in (self._steady, self._moving):
                self._search(ask)
                time.sleep(0.01)

    def _search(self, ask: Callable[[], str]) -> None:
        at, self.listening.given = time.time(), []
        try:
            with patience.one_wait():
                wrong, answered = ask(), True
        except EngineUnavailable:
            wrong, answered = "", False
        self.searches.append(Search(at, self.listening.given, answered, wrong))

    def _steady(self) -> str:
        found = self.engine.search(SearchQuery("constante", kind=Kind.ACTORS, per_page=100))
        return "" if found.total == len(found.hits) == STEADY else f"{found.total} actors"

    def _moving(self) -> str:
        told, gone = set(self.published.told), set(self.published.gone)
        found = {hit.key for hit in self.engine.search(SearchQuery("passage", per_page=500)).hits}
        missing, unwanted = told - found - self.published.leaving, gone & found
        return f"missing {sorted(missing)}, unwanted {sorted(unwanted)}" if missing or unwanted else ""


class Writer:
    """An editor who publishes a report, and withdraws the oldest, again and again."""

    def __init__(self, published: Published) -> None:
        self.published = published
        self.done = 0
        self.failed: list[str] = []
        self.longest = 0.0
        self._live: list[ExperienceReportPage] = []
        self._waiting: dict[str, set[str]] = {}

    def write(self) -> None:
        started = time.monotonic()
        try:
            self._publish()
            if len(self._live) > KEPT:
                self._withdraw()
        except Exception as error:  # noqa: BLE001 - whatever makes a save fail is what is looked for
            self.failed.append(repr(error))
        self.done += 1
        self.longest = max(self.longest, time.monotonic() - started)
        self.note_what_was_told()

    def note_what_was_told(self) -> None:
        """A change whose row is no longer there was acknowledged."""
        still = set(Outbox.objects.filter(key__in=list(self._waiting)).values_list("key", flat=True))
        for key in set(self._waiting) - still:
            self._waiting.pop(key).add(key)

    def _publish(self) -> None:
        page = saves.create(f"De passage {self.done}", slug=f"passage-{self.done}")
        self._live.append(page)
        self._waiting[f"report:{page.pk}"] = self.published.told

    def _withdraw(self) -> None:
        page = self._live.pop(0)
        self.published.leaving.add(f"report:{page.pk}")
        page.unpublish()
        self._waiting[f"report:{page.pk}"] = self.published.gone


def main() -> None:
    prepare(reports=2)
    for number in range(STEADY):
        ActorFactory.create(name=f"Ville constante {number}")
    worker = site.in_a_process(site.drain)
    wait_until_told()
    published = Published()
    reader, writer = Reader(published), Writer(published)
    reader.start()
    say("ready")
    listener = Thread(target=sys.stdin.read, daemon=True)
    listener.start()
    while listener.is_alive():
        writer.write()
        time.sleep(0.05)
    wait_until_told()
    writer.note_what_was_told()
    time.sleep(1)
    reader.stopping.set()
    reader.join()
    striking.finish(worker)
    tell(reader, writer)


def wait_until_told() -> None:
    deadline = time.monotonic() + PATIENCE
    while Outbox.objects.exists() and time.monotonic() < deadline:
        time.sleep(0.1)


def tell(reader: Reader, writer: Writer) -> None:
    outcome = striking.Outcome("end")
    striking.look(outcome)
    told = {
        "saves": writer.done,
        "failed": writer.failed,
        "longest_save": writer.longest,
        "published": len(writer.published.told),
        "withdrawn": len(writer.published.gone),
        "waiting": Outbox.objects.count(),
        "lost": outcome.lost,
        "left_behind": outcome.left_behind,
        "searches": [asdict(search) for search in reader.searches],
    }
    say(json.dumps(told))


def say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
