"""Directories of the embedded index: who may write, which one serves, how a new one takes its place.

    <root>/CURRENT            name of the directory that serves, replaced atomically
    <root>/index-<token>/     a complete index with its `relais.json` (version)
    <root>/building-<token>/  the one a rebuild is filling, with `changes.jsonl`: what was written to the other
    meanwhile
    <root>/write.lock, rebuild.lock   held with flock, so freed by the system when their process dies

The index is disposable: the database can always make it again. One writer at a time over all processes; readers never
wait.
"""

import fcntl
import json
import os
import secrets
import shutil
import threading
import time
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Executor, ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, TypeVar

import tantivy

from search.documents import SearchDocument
from search.engines import embedded_schema as schema
from search.engines.base import EngineUnavailable

WRITER_MEMORY = 15_000_000  # bytes, tantivy's least: a save writes one document
BUILDER_MEMORY = 256_000_000  # at most, for a rebuild: a hundred thousand reports in one segment, read once by a search
WORTH_HELP = 20_000  # documents from which a count takes longer than to hand it to another thread
LOCK_PAUSE = 0.02  # seconds between two tries
STAMP, JOURNAL, CURRENT = "relais.json", "changes.jsonl", "CURRENT"

Done = TypeVar("Done")


@contextmanager
def guarded(doing: str) -> Iterator[None]:
    """Turn what tantivy raises, its panics included (they are no `Exception`), into EngineUnavailable."""
    try:
        yield
    except EngineUnavailable:
        raise
    except (ValueError, OSError, SystemError) as error:
        raise EngineUnavailable(f"{doing}: {error}", rebuild=True) from error
    except BaseException as error:
        if type(error).__module__ != "pyo3_runtime":
            raise
        raise EngineUnavailable(f"{doing}: {error}", rebuild=True) from error


@dataclass(frozen=True, slots=True)
class Changes:
    """Documents to put and keys to remove, in one commit. A key of both is put."""

    documents: tuple[SearchDocument, ...] = ()
    removed: tuple[str, ...] = ()

    def apply(self, writer: tantivy.IndexWriter) -> None:
        for key in {*self.removed, *(document.key for document in self.documents)}:
            writer.delete_documents_by_term("key", key)
        for document in {document.key: document for document in self.documents}.values():
            writer.add_document(schema.to_tantivy(document))

    def to_json(self) -> str:
        documents = [document.to_json() for document in self.documents]
        return json.dumps({"documents": documents, "removed": self.removed}, ensure_ascii=False)

    @classmethod
    def from_json(cls, line: str) -> "Changes":
        raw = json.loads(line)
        return cls(tuple(SearchDocument.from_json(each) for each in raw["documents"]), tuple(raw["removed"]))


@dataclass(frozen=True, slots=True)
class View:
    """The last commit. `remembered`: what was counted of all its documents, for every search of this process."""

    searcher: tantivy.Searcher
    remembered: dict[str, dict[str, dict[str, int]]]
    helpers: Executor

    def aside(self, work: Callable[[], Done]) -> Callable[[], Done]:
        """What gives the result of this work, begun now by another processor where the index is large: tantivy counts
        without Python's lock.
        """
        return self.helpers.submit(work).result if self.searcher.num_docs >= WORTH_HELP else work


@dataclass(slots=True)
class _Opened:
    """`pointer` and `commit` are those of the files that are replaced by a swap and by a commit: a look tells. The
    threads of `helpers` are those of one process: a fork opens the index again.
    """

    path: Path
    pid: int
    index: tantivy.Index
    pointer: "_Identity | None"
    helpers: Executor = field(default_factory=lambda: ThreadPoolExecutor(thread_name_prefix="relais-counts"))
    commit: "_Identity | None" = None
    view: View | None = None

    def last_view(self) -> View:
        commit = _identity(self.path / schema.META)
        if self.view is None or commit != self.commit:
            self.index.reload()
            self.commit, self.view = commit, View(self.index.searcher(), {}, self.helpers)
        return self.view


_Identity = tuple[int, int, int]


def _identity(path: Path) -> _Identity | None:
    """Of a file that is replaced whole, never changed; None where there is none."""
    try:
        found = path.stat()
    except FileNotFoundError:
        return None
    return found.st_ino, found.st_mtime_ns, found.st_size


class IndexDirectory:
    """The index of `root`, opened lazily and again after a swap or a fork; safe for threads and processes."""

    def __init__(self, root: Path, *, lock_timeout: float = 10.0) -> None:
        self.root = root
        self.lock_timeout = lock_timeout
        self._opened: _Opened | None = None
        self._opening = threading.Lock()

    def view(self) -> View:
        """The last commit of any process. EngineUnavailable if the index is missing, damaged or outdated."""
        with guarded("opening the index"), self._opening:
            return self._current().last_view()

    def searcher(self) -> tantivy.Searcher:
        """Of the same commit. EngineUnavailable, likewise."""
        return self.view().searcher

    def write(self, changes: Changes) -> None:
        """Commit to the serving index, and leave a copy to the rebuild that may be running."""
        with guarded("writing to the index"), self._lock("write", self.lock_timeout):
            self._commit(_open(self.root / self._current_name()), changes)
            for building in self._running_rebuild():
                with (building / JOURNAL).open("a", encoding="utf-8") as journal:
                    journal.write(changes.to_json() + "\n")

    def rebuild(self, documents: Iterable[SearchDocument]) -> int:
        """Fill a new directory, replay what changed meanwhile, verify, swap. EngineUnavailable if another rebuild
        runs.
        """
        with self._lock("rebuild", 0.0):
            token = secrets.token_hex(6)
            building = self.root / f"building-{token}"
            with guarded("making room for the index"):
                self._sweep()
                building.mkdir()
            try:
                keys = self._fill(building, documents)
                with self._lock("write", self.lock_timeout), guarded("publishing the index"):
                    count = self._verify(building, self._replay(building, keys))
                    self._publish(building, self.root / f"index-{token}")
            finally:
                self._sweep()
            return count

    def _fill(self, building: Path, documents: Iterable[SearchDocument]) -> set[str]:
        """Only the engine's own calls are guarded: an error of the database keeps its name."""
        with guarded("creating the index"):
            writer = schema.create(building).writer(BUILDER_MEMORY, 1)
        keys: set[str] = set()
        for document in documents:
            with guarded("filling the index"):
                if document.key in keys:
                    writer.delete_documents_by_term("key", document.key)
                writer.add_document(schema.to_tantivy(document))
            keys.add(document.key)
        with guarded("filling the index"):
            writer.commit()
            writer.wait_merging_threads()
        return keys

    def _replay(self, building: Path, keys: set[str]) -> set[str]:
        journal = building / JOURNAL
        for line in journal.read_text(encoding="utf-8").splitlines() if journal.exists() else ():
            changes = Changes.from_json(line)
            with guarded("replaying the changes"):
                self._commit(_open(building), changes)
            keys = (keys - set(changes.removed)) | {document.key for document in changes.documents}
        return keys

    def _verify(self, building: Path, keys: set[str]) -> int:
        with guarded("verifying the index"):
            found = _open(building).searcher().num_docs
        if found != len(keys):
            raise EngineUnavailable(f"the new index holds {found} documents instead of {len(keys)}: the old one stays")
        return found

    def _publish(self, building: Path, final: Path) -> None:
        (building / JOURNAL).unlink(missing_ok=True)
        (building / STAMP).write_text(json.dumps({"version": schema.version()}), encoding="utf-8")
        building.rename(final)
        pointer = self.root / f"{CURRENT}.{secrets.token_hex(4)}"
        with pointer.open("w", encoding="utf-8") as handle:
            handle.write(final.name)
            handle.flush()
            os.fsync(handle.fileno())
        pointer.replace(self.root / CURRENT)

    def _sweep(self) -> None:
        """Remove what a killed rebuild or a swap left; an open searcher outlives its directory."""
        current = self._pointer()
        for path in [*self.root.glob("building-*"), *self.root.glob("index-*")]:
            if path.name != current:
                shutil.rmtree(path, ignore_errors=True)
        for leftover in self.root.glob(f"{CURRENT}.*"):
            leftover.unlink(missing_ok=True)

    def _running_rebuild(self) -> list[Path]:
        """The directory being filled, if its process lives: a dead one no longer holds its lock."""
        building = list(self.root.glob("building-*"))
        if not building:
            return []
        with (self.root / "rebuild.lock").open("a") as handle:
            try:
                fcntl.flock(handle, fcntl.LOCK_SH | fcntl.LOCK_NB)
            except BlockingIOError:
                return building
        return []

    def _commit(self, index: tantivy.Index, changes: Changes) -> None:
        """Merging is waited for: a writer that is dropped would leave one small segment per save for ever."""
        writer = index.writer(WRITER_MEMORY, 1)
        try:
            changes.apply(writer)
            writer.commit()
        finally:
            writer.wait_merging_threads()

    def _current(self) -> _Opened:
        opened, pointer = self._opened, _identity(self.root / CURRENT)
        if opened is None or opened.pointer != pointer or opened.pid != os.getpid():
            path = self.root / self._current_name()
            opened = self._opened = _Opened(path, os.getpid(), _open(path), pointer)
        return opened

    def _current_name(self) -> str:
        name = self._pointer()
        if not name:
            raise EngineUnavailable("there is no index yet: run manage.py rebuild_search_index", rebuild=True)
        return name

    def _pointer(self) -> str:
        try:
            return (self.root / CURRENT).read_text(encoding="utf-8").strip()
        except FileNotFoundError:
            return ""

    @contextmanager
    def _lock(self, name: str, timeout: float) -> Iterator[None]:
        with self._lock_file(name) as handle:
            deadline = time.monotonic() + timeout
            while not _try_lock(handle.fileno()):
                if time.monotonic() >= deadline:
                    raise EngineUnavailable(f"the {name} lock of the index is held by another process")
                time.sleep(LOCK_PAUSE)
            yield

    def _lock_file(self, name: str) -> IO[str]:
        with guarded("opening the folder of the index"):
            self.root.mkdir(parents=True, exist_ok=True)
            return (self.root / f"{name}.lock").open("a")


def _try_lock(descriptor: int) -> bool:
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _open(path: Path) -> tantivy.Index:
    """EngineUnavailable on another version; a damaged file raises ValueError here or at the first search."""
    stamp = path / STAMP
    if not path.name.startswith("building-"):
        found = json.loads(stamp.read_text(encoding="utf-8")).get("version")
        if found != schema.version():
            raise EngineUnavailable(
                "the index was made by other rules: run manage.py rebuild_search_index", rebuild=True
            )
    index = schema.open_index(path)
    index.config_reader(reload_policy="manual")
    return index
