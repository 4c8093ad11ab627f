"""What only an index on a server can suffer: rules that change, two rebuilds, a killed one, a document refused."""

import os
import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from search.documents import SearchDocument
from search.engines import elastic_index, elastic_schema
from search.engines.base import EngineUnavailable
from search.engines.breaker import Breaker
from search.engines.elastic import ElasticEngine
from search.engines.elastic_index import DocumentRefused
from search.engines.elastic_wire import Access, Client, Wire
from search.queries import SearchQuery

from .corpus import BY_KEY, CORPUS
from .running import CLIENTS, wire

PREFIX = "faults"


@pytest.fixture(params=["elasticsearch", "opensearch"])
def served(request: pytest.FixtureRequest) -> tuple[str, str]:
    """The name and the address of a server."""
    return request.param, request.getfixturevalue(f"{request.param}_url")


@pytest.fixture
def server(served: tuple[str, str]) -> Iterator[Wire]:
    name, url = served
    yield (sent := wire(name, Access((url,))))
    for index in sent.read(f"/{PREFIX}-*/_alias"):
        sent.write("DELETE", f"/{index}")


@pytest.fixture
def engine(served: tuple[str, str], server: Wire) -> ElasticEngine:
    return ElasticEngine(server, name=served[0], prefix=PREFIX)


def indexes(server: Wire) -> set[str]:
    return {name for name in server.read(f"/{PREFIX}-*/_alias") if not name.endswith("-lease")}


def test_no_index_yet_asks_for_a_rebuild_and_writing_makes_none(engine: ElasticEngine, server: Wire) -> None:
    for ask in (
        lambda: engine.search(SearchQuery("eau")),
        lambda: engine.index(CORPUS),
        lambda: engine.remove(["need:1"]),
    ):
        with pytest.raises(EngineUnavailable, match="rebuild_search_index") as caught:
            ask()
        assert caught.value.rebuild
    assert indexes(server) == set()


def test_an_index_of_other_rules_is_not_read_and_goes_with_the_rebuild(engine: ElasticEngine, server: Wire) -> None:
    older = f"{PREFIX}-{'0' * 16}"
    server.write("PUT", f"/{older}-{'1' * 12}", {"aliases": {older: {}}})
    with pytest.raises(EngineUnavailable, match="other rules") as caught:
        engine.search(SearchQuery())
    assert caught.value.rebuild
    engine.rebuild(CORPUS[:1])
    (index,) = indexes(server)
    mapping = server.read(f"/{index}/_mapping")[index]["mappings"]
    assert index.startswith(f"{PREFIX}-{mapping['_meta']['version']}-")


def test_the_site_of_before_answers_until_the_index_of_the_new_rules_is_made(
    engine: ElasticEngine, server: Wire, served: tuple[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    engine.rebuild(CORPUS[:2])
    monkeypatch.setattr(elastic_schema, "version", lambda: "0" * 16)
    newer = ElasticEngine(server, name=served[0], prefix=PREFIX)

    def filling() -> Iterator[SearchDocument]:
        yield from CORPUS
        assert engine.keys() == {document.key for document in CORPUS[:2]}

    assert newer.rebuild(filling()) == len(CORPUS)
    assert newer.keys() == BY_KEY.keys()
    with pytest.raises(EngineUnavailable, match="other rules"):
        engine.keys()


def test_two_rebuilds_do_not_meet_and_the_second_changes_nothing(engine: ElasticEngine, server: Wire) -> None:
    def meeting() -> Iterator[SearchDocument]:
        yield CORPUS[0]
        with pytest.raises(EngineUnavailable, match="a rebuild runs"):
            engine.rebuild([])
        yield CORPUS[1]

    assert engine.rebuild(meeting()) == 2
    assert len(indexes(server)) == 1


def test_a_killed_rebuild_leaves_the_old_index_and_nothing_after_the_next(
    engine: ElasticEngine, server: Wire, served: tuple[str, str]
) -> None:
    engine.rebuild(CORPUS)
    kill_while_rebuilding(*served)
    assert len(indexes(server)) == 2
    engine.index([replace(BY_KEY["report:1"], title="Après la panne")])
    engine.remove(["report:2"])
    assert engine.search(SearchQuery("panne")).total == 1
    assert engine.rebuild(CORPUS[:3]) == 3
    assert len(indexes(server)) == 1
    assert engine.keys() == {"report:1", "report:2", "report:3"}


def kill_while_rebuilding(name: str, url: str) -> None:
    program = (
        "import django; django.setup()\n"
        "import os, signal\n"
        "from search.engines.elastic import ElasticEngine\n"
        "from search.engines.elastic_wire import Access\n"
        "from tests.engines.corpus import CORPUS\n"
        "from tests.engines.running import wire\n"
        "def dying():\n"
        "    yield CORPUS[0]\n"
        "    os.kill(os.getpid(), signal.SIGKILL)\n"
        f"ElasticEngine(wire({name!r}, Access(({url!r},))), name={name!r}, prefix={PREFIX!r}).rebuild(dying())\n"
    )
    environment = {**os.environ, "DJANGO_SETTINGS_MODULE": "network_site.settings.test"}
    done = subprocess.run([sys.executable, "-c", program], check=False, cwd=Path(__file__).parents[2], env=environment)
    assert done.returncode == -9


def test_one_document_that_the_server_refuses_does_not_look_like_an_outage(engine: ElasticEngine) -> None:
    """The outbox then tells its rows one by one, so that the others are indexed."""
    engine.rebuild([])
    endless = replace(BY_KEY["report:1"], facets={"stage": ("x" * 40_000,)})
    with pytest.raises(DocumentRefused, match="report:1"):
        engine.index([endless, CORPUS[1]])
    assert {"report:2"} <= engine.keys()
    with pytest.raises(EngineUnavailable, match="report:1"):
        engine.rebuild([endless])
    assert {"report:2"} <= engine.keys()


def test_a_removal_while_filling_is_not_undone_by_the_filling(engine: ElasticEngine) -> None:
    """The removed document is read before, and written after, the removal."""
    engine.rebuild(CORPUS[:2])

    def withdrawing() -> Iterator[SearchDocument]:
        engine.remove(["report:1"])
        yield from CORPUS[:2]

    assert engine.rebuild(withdrawing()) == 1
    assert engine.keys() == {"report:2"}
    engine.index([CORPUS[0]])
    assert engine.keys() == {"report:1", "report:2"}


def test_a_lost_write_is_noticed_before_the_swap(
    engine: ElasticEngine, server: Wire, monkeypatch: pytest.MonkeyPatch
) -> None:
    engine.rebuild(CORPUS)
    count = engine._family._count
    monkeypatch.setattr(engine._family, "_count", lambda index, query: count(index, query) - 1)
    with pytest.raises(EngineUnavailable, match="the old one stays"):
        engine.rebuild(CORPUS[:2])
    assert engine.keys() == frozenset(BY_KEY)
    assert len(indexes(server)) == 1


class Slow:
    """A client whose first bulk of a rebuild is sent once it is told to, and at last in any case."""

    def __init__(self, client: Client) -> None:
        self.client = client
        self.told = threading.Event()
        self.was_told: list[bool] = []
        self.on_their_way = 0

    def request(self, method: str, path: str, *, body: str | None, **options: Any) -> Any:
        self.on_their_way += 1
        if path == "/_bulk" and '"create"' in (body or ""):
            self.was_told.append(self.told.wait(timeout=5))
        try:
            return self.client.request(method, path, body=body, **options)
        finally:
            self.on_their_way -= 1


@pytest.fixture
def slow(served: tuple[str, str], server: Wire, monkeypatch: pytest.MonkeyPatch) -> tuple[Slow, ElasticEngine]:
    """Bulks of two documents."""
    monkeypatch.setattr(elastic_index, "BULK_DOCUMENTS", 2)
    name, url = served
    client = Slow(CLIENTS[name](Access((url,))))
    sent = Wire(client, breaker=Breaker(failures=3, pause=1), timeout=60, write_timeout=60)
    return client, ElasticEngine(sent, name=name, prefix=PREFIX)


def test_documents_are_made_while_those_before_are_on_their_way(slow: tuple[Slow, ElasticEngine]) -> None:
    client, engine = slow

    def telling() -> Iterator[SearchDocument]:
        yield from CORPUS[:4]
        client.told.set()
        yield CORPUS[4]

    assert engine.rebuild(telling()) == 5
    assert client.was_told == [True, True, True]
    assert engine.keys() == {document.key for document in CORPUS[:5]}


def test_a_rebuild_that_fails_leaves_nothing_on_its_way(slow: tuple[Slow, ElasticEngine], server: Wire) -> None:
    client, engine = slow
    client.told.set()
    engine.rebuild(CORPUS[:2])
    client.told.clear()

    def failing() -> Iterator[SearchDocument]:
        yield from CORPUS[:3]
        threading.Timer(0.2, client.told.set).start()
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        engine.rebuild(failing())
    assert client.on_their_way == 0
    assert len(indexes(server)) == 1
    assert engine.keys() == {document.key for document in CORPUS[:2]}


@pytest.mark.parametrize("place", [0, 3])
def test_a_refusal_is_said_whichever_bulk_meets_it(slow: tuple[Slow, ElasticEngine], server: Wire, place: int) -> None:
    client, engine = slow
    client.told.set()
    documents = [*CORPUS[:4]]
    documents[place] = replace(documents[place], facets={"stage": ("x" * 40_000,)})
    with pytest.raises(EngineUnavailable, match=documents[place].key):
        engine.rebuild(documents)
    assert indexes(server) == set()


class Busy:
    """A client whose server cannot take the first document of each of the first bulks: it is too busy, say."""

    def __init__(self, times: int, *, status: int = 429) -> None:
        self.times = times
        self.status = status
        self.written: list[str] = []

    def request(self, method: str, path: str, *, body: str | None, **_options: Any) -> Any:
        if path != "/_bulk":
            return {}
        actions = (body or "").splitlines()[::2]
        busy = self.times > 0
        self.times -= 1
        self.written += actions[busy:]
        return {"items": [self._item(done=place or not busy) for place in range(len(actions))]}

    def _item(self, *, done: object) -> dict[str, Any]:
        return {"index": {"status": 200} if done else {"status": self.status, "error": {"type": "unavailable"}}}


@pytest.mark.parametrize(("times", "fails"), [(0, False), (2, False), (9, True)])
def test_what_a_busy_server_puts_off_is_sent_again(times: int, fails: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(elastic_index, "PAUSES", (0.0, 0.0, 0.0))
    client = Busy(times)
    sent = Wire(client, breaker=Breaker(failures=3, pause=1), timeout=1, write_timeout=1)
    engine = ElasticEngine(sent, name="elasticsearch", prefix="busy")
    if fails:
        with pytest.raises(EngineUnavailable, match="too busy"):
            engine.index(CORPUS[:2])
    else:
        engine.index(CORPUS[:2])
        assert sorted("report:1" in line for line in client.written) == [False, True]


@pytest.mark.parametrize("status", [502, 503, 504])
def test_a_document_whose_shard_is_away_is_no_refused_document(status: int) -> None:
    """The outbox waits for the server without end, and gives up a document that the server refuses."""
    sent = Wire(Busy(1, status=status), breaker=Breaker(failures=3, pause=1), timeout=1, write_timeout=1)
    with pytest.raises(EngineUnavailable, match=f"answers {status}"):
        ElasticEngine(sent, name="elasticsearch", prefix="away").index(CORPUS[:2])


def test_a_rebuild_that_fails_after_its_swap_removes_nothing_that_answers(
    engine: ElasticEngine, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The server may do what it did not acknowledge in time."""
    swap = engine._family._swap

    def unacknowledged(index: str) -> None:
        swap(index)
        raise EngineUnavailable("no answer in time")

    engine.rebuild(CORPUS)
    monkeypatch.setattr(engine._family, "_swap", unacknowledged)
    with pytest.raises(EngineUnavailable, match="in time"):
        engine.rebuild(CORPUS[:2])
    assert engine.keys() == {"report:1", "report:2"}


class Recording:
    """A client that remembers the bulks that it sent, to send them again as a server that was frozen would."""

    def __init__(self, client: Client) -> None:
        self.client = client
        self.bulks: list[tuple[str, Mapping[str, str]]] = []

    def request(self, method: str, path: str, *, body: str | None, params: Mapping[str, str], **options: Any) -> Any:
        if path == "/_bulk":
            self.bulks.append((body or "", params))
        return self.client.request(method, path, body=body, params=params, **options)


def test_a_write_that_comes_late_undoes_nothing_written_since(served: tuple[str, str], server: Wire) -> None:
    """One that gave no answer in time, was told again, and was done after all by a server that woke up."""
    name, url = served
    client = Recording(CLIENTS[name](Access((url,))))
    sent = Wire(client, breaker=Breaker(failures=3, pause=1), timeout=60, write_timeout=60)
    engine = ElasticEngine(sent, name=name, prefix=PREFIX)
    engine.rebuild(CORPUS[:2])
    client.bulks.clear()
    engine.index([replace(CORPUS[0], title="Avant"), replace(CORPUS[1], title="Avant")])
    late = client.bulks.pop()
    engine.index([replace(CORPUS[0], title="Depuis")])
    engine.remove([CORPUS[1].key])
    server.write("POST", "/_bulk", late[0], **late[1])
    assert [document.title for document in engine.documents()] == ["Depuis"]
    engine.index([CORPUS[1]])
    assert engine.keys() == {"report:1", "report:2"}


def test_a_clock_that_runs_behind_loses_no_write(engine: ElasticEngine, monkeypatch: pytest.MonkeyPatch) -> None:
    engine.rebuild(CORPUS[:2])
    engine.index([replace(CORPUS[0], title="Avant")])
    behind = time.time() - 1_800
    monkeypatch.setattr(time, "time", lambda: behind)
    engine.index([replace(CORPUS[0], title="Depuis")])
    engine.remove([CORPUS[1].key, CORPUS[0].key])
    engine.index([replace(CORPUS[0], title="Enfin")])
    assert [document.title for document in engine.documents()] == ["Enfin"]
    monkeypatch.setattr(time, "time", lambda: 0.0)
    with pytest.raises(EngineUnavailable, match="clock"):
        engine.index([CORPUS[0]])
