"""Relais on a search server, and the same requests sent again by hand: what Relais adds to them."""

import json
import os
import shutil
import time
from collections.abc import Callable, Iterable, Sequence
from functools import partial
from pathlib import Path
from typing import Any

from benchmarks.candidates.base import Built, Counts
from benchmarks.candidates.relais import Relais
from benchmarks.corpus import Question, Report

DATABASE = "relais.sqlite3"
BULK = 500
PATIENCE = 600.0
"""Seconds for one request of a bulk."""


class RelaisOnServer(Relais):
    """`SearchEngine.search` by the same code on a server; its site is a copy of the one that was measured without."""

    def __init__(self, folder: Path, *, engine: str, url: str, site: Path) -> None:
        os.environ["RELAIS_SEARCH_URLS"] = url
        self._site = site / DATABASE
        super().__init__(folder, engine=engine)

    def prepare(self, reports: Iterable[Report]) -> None:
        if self._site.exists():
            shutil.copy(self._site, self._folder / DATABASE)
        else:
            super().prepare(reports)

    def build(self) -> Built:
        """By a server that has done it once: it is compiled as it works, and the first to come would pay for all."""
        from search import indexing

        indexing.rebuild()
        built = super().build()
        self._merge()
        return built

    def _merge(self) -> None:
        """Into one segment: Relais and its own requests have an index each, and the server cuts each as it likes, which
        makes more of a difference than Relais does.
        """
        from search.engines import get_engine

        engine: Any = get_engine()
        path = f"/{engine._family.serving}/_forcemerge?max_num_segments=1"
        _send(engine._wire._client, "POST", path, None)

    def _disk(self) -> int:
        from search.engines import get_engine

        engine: Any = get_engine()
        return int(
            engine._wire.read(f"/{engine._family.serving}/_stats/store")["_all"]["total"]["store"]["size_in_bytes"]
        )


class SameRequests(RelaisOnServer):
    """What `RelaisOnServer` sends, sent again through the same client and read as JSON, no more. `build` sends the
    documents of its index in bulk, ready made.
    """

    def __init__(self, folder: Path, *, engine: str, url: str, site: Path) -> None:
        super().__init__(folder, engine=engine, url=url, site=site)
        self._sent: dict[int, list[dict[str, Any]]] = {}

    def build(self) -> Built:
        from search import indexing
        from search.documents import SearchDocument
        from search.engines import elastic_schema as schema
        from search.engines import get_engine
        from search.models import IndexedDocument

        indexing.rebuild()
        self._merge()
        client = get_engine()._wire._client
        index = f"{self._folder.name}-plain"
        payloads = IndexedDocument.objects.values_list("payload", flat=True).iterator(chunk_size=BULK)
        sources = [schema.to_source(SearchDocument.from_json(payload)) for payload in payloads]
        written = [_lines(sources[start : start + BULK]) for start in range(0, len(sources), BULK)]
        body = {"settings": schema.building_settings(), "mappings": schema.mappings()}
        started = time.perf_counter()
        _send(client, "PUT", f"/{index}", json.dumps(body))
        for lines in written:
            answer = _send(client, "POST", f"/{index}/_bulk", lines, lines=True)
            if answer["errors"]:
                raise RuntimeError("the plain bulk was refused")
        _send(client, "POST", f"/{index}/_refresh", None)
        seconds = time.perf_counter() - started
        _send(client, "DELETE", f"/{index}", None)
        return Built(len(sources), seconds, self._disk())

    def learn(self, questions: Sequence[Question]) -> None:
        """The requests of each."""
        from search.engines import get_engine

        wire: Any = get_engine()._wire
        for question in questions:
            self._sent[question.number] = _recorded(wire, partial(super().ask, question))

    def ask(self, question: Question) -> Any:
        from search.engines import get_engine

        client: Any = get_engine()._wire._client
        return [client.request(**request) for request in self._sent[question.number]]

    def read(self, answer: Any) -> tuple[int, Counts]:
        return int(answer[-1]["responses"][-1]["hits"]["total"]["value"]), {}


class _Recorder:
    """Stands before a client, and remembers what goes through."""

    def __init__(self, client: Any) -> None:
        self.client = client
        self.requests: list[dict[str, Any]] = []

    def request(self, method: str, path: str, **sent: Any) -> Any:
        self.requests.append({"method": method, "path": path, **sent})
        return self.client.request(method, path, **sent)


def _recorded(wire: Any, ask: Callable[[], Any]) -> list[dict[str, Any]]:
    recorder = _Recorder(wire._client)
    wire._client = recorder
    try:
        ask()
    finally:
        wire._client = recorder.client
    return recorder.requests


def _lines(sources: list[dict[str, Any]]) -> str:
    return "".join(
        f"{json.dumps({'index': {'_id': source['key']}})}\n{json.dumps(source, ensure_ascii=False)}\n"
        for source in sources
    )


def _send(client: Any, method: str, path: str, body: str | None, *, lines: bool = False) -> Any:
    return client.request(method, path, body=body, params={}, lines=lines, timeout=PATIENCE)
