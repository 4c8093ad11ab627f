"""A cluster of three Elasticsearch nodes, each in its JVM, that loses the elected master while the site is read and
written.
"""

import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import replace
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from network_site.settings import base
from search.documents import SearchDocument
from search.engines.base import EngineUnavailable
from search.engines.breaker import Breaker
from search.engines.elastic import ElasticEngine
from search.engines.elastic_wire import Access, ElasticsearchClient, Wire
from search.queries import SearchQuery

from .corpus import BY_KEY, CORPUS
from .nodes import Node, master_of, started
from .running import require_servers

ROOT = Path(__file__).parents[2]
ELECTION = 30.0  # seconds: it takes less than one where a JVM dies, and the machine may be busy


@pytest.fixture(scope="module")
def cluster() -> Iterator[list[Node]]:
    require_servers()
    with started(3) as nodes:
        yield nodes


@pytest.fixture
def nodes(cluster: list[Node]) -> list[Node]:
    """All three, whatever an earlier test has killed."""
    for node in cluster:
        if not node.is_running:
            node.start()
    for node in cluster:
        node.wait()
    return cluster


def lose_the_master(nodes: list[Node]) -> Node:
    """Kill it; back when the two others have elected one of them."""
    lost = master_of(nodes)
    assert lost is not None
    lost.kill()
    deadline = time.monotonic() + ELECTION
    while (elected := master_of(nodes)) in {None, lost}:
        assert time.monotonic() < deadline, "no master was elected"
        time.sleep(0.05)
    assert elected is not lost
    return lost


def test_losing_the_master_loses_no_save_no_change_and_no_right_answer(nodes: list[Node], tmp_path: Path) -> None:
    environment = {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "tests.faults.settings",
        "RELAIS_FAULTS_DIR": str(tmp_path),
        "RELAIS_FAULTS_SEARCH_URLS": " ".join(node.url for node in nodes),
    }
    command = [sys.executable, "-m", "tests.faults.read_and_write"]
    pipes: dict[str, Any] = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "text": True}
    with subprocess.Popen(command, cwd=ROOT, env=environment, **pipes) as site:
        assert site.stdout is not None
        assert site.stdout.readline() == "ready\n"
        time.sleep(3)
        killed = time.time()
        lost = lose_the_master(nodes)
        time.sleep(5)
        lost.start()
        lost.wait()
        time.sleep(2)
        said, _errors = site.communicate()
    told = json.loads(said)
    assert told["failed"] == []
    assert (told["waiting"], told["lost"], told["left_behind"]) == (0, 0, 0)
    assert told["saves"] > 10
    assert told["withdrawn"] > 0
    searches = told["searches"]
    assert [search["wrong"] for search in searches if search["wrong"]] == []
    assert any(search["answered"] and search["at"] < killed for search in searches)
    assert any(search["answered"] and search["at"] > killed for search in searches)
    assert searches[-1]["answered"]
    given = [search["given"] for search in searches if search["given"]]
    assert max(times[0] for times in given) <= base.RELAIS_SEARCH_TIMEOUT
    assert all(before > after for times in given for before, after in pairwise(times)), "one time for all"


@pytest.fixture
def engine(nodes: list[Node]) -> ElasticEngine:
    access = Access(tuple(node.url for node in nodes))
    breaker = Breaker(failures=100, pause=0)
    sent = Wire(ElasticsearchClient(access), breaker=breaker, timeout=20, write_timeout=20, retries=2)
    return ElasticEngine(sent, name="elasticsearch", prefix="cluster")


def test_losing_the_master_during_a_rebuild_leaves_an_index_that_answers_and_takes_changes(
    nodes: list[Node], engine: ElasticEngine
) -> None:
    """An index answers once it is on two machines, so that one may be lost. What was being filled was on one: that
    rebuild may fail, and must leave nothing in the way.
    """

    def losing() -> Iterator[SearchDocument]:
        yield from CORPUS[:2]
        lose_the_master(nodes)
        yield from CORPUS[2:]

    engine.rebuild(CORPUS)
    shards = engine._wire.write("POST", f"/{engine._family.serving}/_refresh")["_shards"]
    assert (shards["total"], shards["successful"]) == (2, 2)
    with suppress(EngineUnavailable):
        engine.rebuild(losing())
    assert engine.keys() == frozenset(BY_KEY)
    engine.remove(["report:2"])
    engine.index([replace(BY_KEY["report:1"], title="Après la panne")])
    assert (engine.search(SearchQuery("panne")).total, engine.search(SearchQuery("inondation")).total) == (1, 0)
    assert engine.rebuild(CORPUS) == len(CORPUS)
    assert {document.key: document for document in engine.documents()} == BY_KEY
    found = engine._wire.read("/cluster-*/_alias")
    assert len([name for name in found if not name.endswith("-lease")]) == 1
