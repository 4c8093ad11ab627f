"""The indexes of one site on a server: which one answers, how it is written to, how a new one takes its place.

    <prefix>-<rules>            alias of the index that answers, for code of these rules (`elastic_schema.version`)
    <prefix>-<rules>-building   alias of the one that a rebuild is filling
    <prefix>-<rules>-<token>    the indexes themselves
    <prefix>-lease              who rebuilds now, and until when

Writing goes to both aliases. The filling never replaces what is there already: what others wrote meanwhile is
newer, and a removal leaves a mark for it (`elastic_schema.REMOVED`).

Each write carries the time as its version, so that one which a frozen server wakes up to do, long after we gave it up,
undoes nothing written since; a removal is a mark, or its version would be forgotten. Whoever writes holds the rows of
the outbox, so is the last: a clock that runs behind leaps.
"""

import re
import secrets
import time
from collections import deque
from collections.abc import Iterable, Iterator, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import suppress
from typing import Any, Final

from search.documents import SearchDocument
from search.engines import elastic_schema as schema
from search.engines.base import EngineUnavailable
from search.engines.elastic_lease import Lease
from search.engines.elastic_wire import Refused, Wire, encoded, is_away

BULK_DOCUMENTS: Final = 500
BULK_CHARACTERS: Final = 5_000_000  # of one request: servers refuse more than 100 MB
AHEAD: Final = 2  # requests made before the server answered the first of them
BUSY, GONE, TAKEN = 429, 404, 409  # statuses of one line of a bulk
PAUSES: Final = (0.1, 0.5, 2.0)  # seconds before a line that the server was too busy for is sent again
LEAPS: Final = (0, 60, 3_600, 86_400)  # seconds that the clock of the last writer may have been ahead of ours
COPYING: Final = 60.0  # seconds that a rebuild waits for the copies of its index

Action = Mapping[str, Any]
Change = tuple[str, str]
"""A key, and what to keep of it as one line of JSON."""


class DocumentRefused(Exception):
    """The server will not keep this document, whatever the number of tries: the others must not wait for it."""


class IndexFamily:
    def __init__(self, wire: Wire, *, prefix: str, replicas: int) -> None:
        self._wire = wire
        self._replicas = replicas
        self._prefix = prefix
        self.serving = f"{prefix}-{schema.version()}"
        self.building = f"{self.serving}-building"
        self._names = re.compile(rf"{re.escape(prefix)}-[0-9a-f]{{16}}-[0-9a-f]{{12}}")

    def put(self, documents: Iterable[SearchDocument]) -> None:
        self._write([(document.key, schema.to_line(document)) for document in documents])

    def remove(self, keys: Iterable[str]) -> None:
        self._write([(key, encoded(schema.REMOVED)) for key in keys])

    def rebuild(self, documents: Iterable[SearchDocument]) -> int:
        """Fill a new index, verify, swap. EngineUnavailable if another rebuild runs."""
        with Lease(self._wire, index=f"{self._prefix}-lease").held() as lease:
            self._sweep(self._forsaken())
            index = f"{self.serving}-{secrets.token_hex(6)}"
            try:
                self._create(index)
                written = self._fill(documents, lease)
                lease.renew()
                count = self._verify(index, written)
                self._swap(index)
            except BaseException:
                with suppress(EngineUnavailable):  # the next rebuild sweeps what this one could not
                    self._sweep({index}.intersection(self._forsaken()))
                raise
            self._sweep(name for name in self._aliases() if name != index)
            return count

    def explain(self, refused: Refused) -> EngineUnavailable:
        """A missing index asks for a rebuild, and says whether there is one made by other rules."""
        if refused.status != GONE:
            return EngineUnavailable(f"the search server refuses: {refused}")
        other = any(self._aliases().values())
        reason = "the index was made by other rules" if other else "there is no index yet"
        return EngineUnavailable(f"{reason}: run manage.py rebuild_search_index", rebuild=True)

    # --- writing -----------------------------------------------------------------------------------------------------

    def _write(self, changes: list[Change]) -> None:
        """To the index that answers, visible on return, and to the one being built."""
        aliases = [self.serving, self.building] if self._is_building() else [self.serving]
        for leap in LEAPS:
            overtaken = self._send(changes, int((time.time() + leap) * 1_000_000), aliases)
            changes = [change for change in changes if change[0] in overtaken]
            if not changes:
                return
        raise EngineUnavailable("the clock of this machine is late by more than a day")

    def _send(self, changes: list[Change], version: int, aliases: Sequence[str]) -> set[str]:
        """The keys of those that the server holds under a later version."""
        overtaken: set[str] = set()
        for batch in _batches(_lines(changes, version=version, aliases=aliases)):
            for item in self._bulk(batch, refresh="true"):
                if _status(item) == TAKEN:
                    overtaken.add(str(next(iter(item.values()))["_id"]))
                else:
                    self._check(item)
        return overtaken

    def _check(self, item: Action) -> None:
        result = next(iter(item.values()))
        error = result.get("error")
        if not error:
            return
        if result["status"] == GONE and result.get("_index", "") == self.building:
            return  # that rebuild ended meanwhile: what it made holds the change, or is gone
        kind = str(error.get("type", ""))
        if is_away(result["status"]):
            raise EngineUnavailable(f"the search server answers {result['status']} {kind}")
        if result["status"] != GONE:
            raise DocumentRefused(f"{result['_id']}: {result['status']} {kind}")
        raise self.explain(Refused(GONE, kind))

    def _is_building(self) -> bool:
        return any(self.building in aliases for aliases in self._aliases().values())

    def _bulk(self, batch: list[str], *, refresh: str) -> Iterator[Action]:
        """What became of each line; those that the server was too busy for are sent again, a few times.

        A server that waits for a shard of a lost machine says so before we give up: what it did afterwards could undo
        what is written next.
        """
        params = {"refresh": refresh, "require_alias": "true", "timeout": f"{self._wire.write_timeout * 333:.0f}ms"}
        for pause in (*PAUSES, None):
            try:
                answer = self._wire.write("POST", "/_bulk", "".join(batch), **params)
            except Refused as refused:
                raise self.explain(refused) from refused
            items = answer["items"]
            busy = [line for line, item in zip(batch, items, strict=True) if _status(item) == BUSY]
            if busy and pause is None:
                raise EngineUnavailable(f"the search server is too busy for {len(busy)} documents")
            yield from (item for item in items if _status(item) != BUSY)
            if not busy:
                return
            batch = busy
            time.sleep(pause or 0)

    # --- rebuilding --------------------------------------------------------------------------------------------------

    def _create(self, index: str) -> None:
        body = {
            "settings": schema.building_settings(),
            "mappings": schema.mappings(),
            "aliases": {self.building: {}},
        }
        self._manage("PUT", f"/{index}", body)

    def _fill(self, documents: Iterable[SearchDocument], lease: Lease) -> int:
        """The number of documents that the new index must hold at least.

        A batch is on its way and `AHEAD` - 1 wait for it while the next is made: documents come by the thousand, and
        neither the server nor we wait for the other. Whatever happens, nothing is on its way any more when this
        returns.
        """
        creating = (
            _action("create", {"_index": self.building, "_id": document.key}, schema.to_line(document))
            for document in documents
        )
        written = 0
        sending: deque[Future[int]] = deque()
        sender = ThreadPoolExecutor(max_workers=1)
        try:
            for batch in _batches(creating):
                lease.renew()
                if len(sending) == AHEAD:
                    written += sending.popleft().result()
                sending.append(sender.submit(self._create_all, batch))
            return written + sum(sent.result() for sent in sending)
        finally:
            sender.shutdown(cancel_futures=True)

    def _create_all(self, batch: list[str]) -> int:
        """How many of these were not there yet."""
        created = 0
        for item in self._bulk(batch, refresh="false"):
            status = _status(item)
            if status == TAKEN:
                continue
            if status >= 400:
                raise EngineUnavailable(f"the new index refuses {item['create']['_id']}: {status}")
            created += 1
        return created

    def _verify(self, index: str, written: int) -> int:
        """Nothing is ever deleted from an index being built: it holds what was written, and what others added."""
        self._manage("PUT", f"/{index}/_settings", {"index": schema.serving_settings(self._replicas)})
        self._wait_for_copies(index)
        held, served = self._count(index, {"match_all": {}}), self._count(index, {"exists": {"field": "kind"}})
        if held < written:
            raise EngineUnavailable(f"the new index holds {held} documents instead of {written}: the old one stays")
        return served

    def _wait_for_copies(self, index: str) -> None:
        """All that the cluster has machines for, so that the loss of one loses no index that answers; not for ever."""
        deadline = time.monotonic() + COPYING
        while True:
            shards = self._manage("POST", f"/{index}/_refresh")["_shards"]
            if shards["successful"] == shards["total"] or time.monotonic() > deadline:
                return
            time.sleep(0.2)

    def _count(self, index: str, query: Mapping[str, Any]) -> int:
        return int(self._manage("POST", f"/{index}/_count", {"query": query})["count"])

    def _swap(self, index: str) -> None:
        old = [name for name, aliases in self._aliases().items() if self.serving in aliases]
        actions: list[Action] = [{"remove": {"index": name, "alias": self.serving}} for name in old]
        actions.append({"remove": {"index": index, "alias": self.building}})
        actions.append({"add": {"index": index, "alias": self.serving}})
        self._manage("POST", "/_aliases", {"actions": actions})

    def _forsaken(self) -> list[str]:
        """Indexes that answer nobody: what a killed rebuild left."""
        return [name for name, aliases in self._aliases().items() if not aliases - {f"{name[:-13]}-building"}]

    def _sweep(self, names: Iterable[str]) -> None:
        for name in names:
            with suppress(Refused):  # gone already
                self._wire.write("DELETE", f"/{name}")

    def _aliases(self) -> dict[str, set[str]]:
        """The aliases of every index of this site, whatever its rules."""
        found = self._wire.read(f"/{self._prefix}-*/_alias")
        return {name: set(each["aliases"]) for name, each in found.items() if self._names.fullmatch(name)}

    def _manage(self, method: str, path: str, body: Any = None) -> Any:
        try:
            return self._wire.write(method, path, body)
        except Refused as refused:
            raise EngineUnavailable(f"the search server refuses: {refused}") from refused


def _lines(changes: Iterable[Change], *, version: int, aliases: Sequence[str]) -> Iterator[str]:
    for key, line in changes:
        target = {"_id": key, "version": version, "version_type": "external_gte"}
        for alias in aliases:
            yield _action("index", {"_index": alias, **target}, line)


def _action(name: str, target: Mapping[str, Any], line: str) -> str:
    """Of a bulk."""
    return f"{encoded({name: target})}\n{line}\n"


def _batches(written: Iterable[str]) -> Iterator[list[str]]:
    batch: list[str] = []
    size = 0
    for line in written:
        if batch and (len(batch) >= BULK_DOCUMENTS or size + len(line) > BULK_CHARACTERS):
            yield batch
            batch, size = [], 0
        batch.append(line)
        size += len(line)
    if batch:
        yield batch


def _status(item: Action) -> int:
    return int(next(iter(item.values()))["status"])
