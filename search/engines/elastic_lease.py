"""Who rebuilds now, among all the machines of a site: a row on the server, renewed by its owner, that runs out."""

import os
import secrets
import socket
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from typing import Any, Final

from search.engines.base import EngineUnavailable
from search.engines.elastic_wire import Refused, Wire

SECONDS: Final = 30  # without news of its owner; clocks of two machines are hardly so far apart
TAKEN, EXISTS, GONE = 409, 400, 404


class Lease:
    """Held by one process at a time. A killed one loses it at once on its own machine, elsewhere after `SECONDS`."""

    def __init__(self, wire: Wire, *, index: str) -> None:
        self._wire = wire
        self._index = index
        self._owner = secrets.token_hex(6)
        self._version: Mapping[str, str] = {"op_type": "create"}
        self._renewed = 0.0

    @contextmanager
    def held(self) -> Iterator["Lease"]:
        """EngineUnavailable where another holds it."""
        self._take()
        try:
            yield self
        finally:
            with suppress(EngineUnavailable, Refused):
                self._wire.write("DELETE", f"/{self._index}/_doc/rebuild", refresh="true", **self._version)

    def renew(self) -> None:
        """Now and then. EngineUnavailable where it ran out and another took it."""
        if time.monotonic() - self._renewed > SECONDS / 3 and not self._put():
            raise EngineUnavailable("another rebuild took over: the old index stays")

    def _take(self) -> None:
        with suppress(Refused):  # it exists
            settings = {"number_of_shards": 1, "auto_expand_replicas": "0-1"}
            mappings = {"properties": {"row": {"type": "object", "enabled": False}}}
            self._wire.write("PUT", f"/{self._index}", {"settings": settings, "mappings": mappings})
        if self._put():
            return
        try:
            found = self._wire.read(f"/{self._index}/_doc/rebuild")
        except Refused:
            found = None  # given back meanwhile: `create` succeeds now
        if found:
            self._version = _version(found)
            row = found["_source"]["row"]
            if not _is_over(row):
                raise EngineUnavailable(f"a rebuild runs on {row['host']}: wait for its end, or {SECONDS} s if it died")
        if not self._put():
            raise EngineUnavailable("another rebuild has just begun")

    def _put(self) -> bool:
        row = {"owner": self._owner, "host": socket.gethostname(), "pid": os.getpid(), "until": time.time() + SECONDS}
        try:
            written = self._wire.write("PUT", f"/{self._index}/_doc/rebuild", {"row": row}, **self._version)
        except Refused as refused:
            if refused.status == TAKEN:
                return False
            raise EngineUnavailable(f"the search server refuses: {refused}") from refused
        self._version = _version(written)
        self._renewed = time.monotonic()
        return True


def _version(found: Mapping[str, Any]) -> dict[str, str]:
    return {"if_seq_no": str(found["_seq_no"]), "if_primary_term": str(found["_primary_term"])}


def _is_over(row: Mapping[str, Any]) -> bool:
    if row["until"] < time.time():
        return True
    return row["host"] == socket.gethostname() and not _is_alive(row["pid"])


def _is_alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        pass  # alive, and another user's
    return True
