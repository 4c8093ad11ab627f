"""The index against the database: what a crash, a disk or a hand has changed without anyone's knowing.

An index that is missing or cannot be opened is seen by the first question. One whose file is whole but holds something
else is not: here every document is made again from its object and compared with what the engine serves.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import islice
from typing import TypeVar

from search import builders, indexing
from search.engines import get_engine
from search.engines.base import EngineUnavailable
from search.models import IndexedDocument

BATCH = 500

Each = TypeVar("Each")


@dataclass(slots=True)
class Differences:
    """Keys by what is wrong with them. `unreadable`: the engine could not give its documents at all."""

    compared: int = 0
    missing: set[str] = field(default_factory=set)
    different: set[str] = field(default_factory=set)
    unwanted: set[str] = field(default_factory=set)
    unrecorded: set[str] = field(default_factory=set)
    """Indexed, but not written down as such in the database, from which an index is restored."""
    unreadable: str = ""

    @property
    def keys(self) -> set[str]:
        return self.missing | self.different | self.unwanted | self.unrecorded

    def __bool__(self) -> bool:
        return bool(self.keys or self.unreadable)


def compare() -> Differences:
    """Every visible object against the engine's document and the database's own copy. Nothing is written."""
    found = Differences()
    try:
        served = {document.key: document.digest() for document in get_engine().documents()}
    except EngineUnavailable as error:
        found.unreadable = str(error)
        return found
    wanted: set[str] = set()
    for batch in builders.batches():
        digests = {document.key: document.digest() for document in batch}
        wanted |= digests.keys()
        recorded = dict(IndexedDocument.objects.filter(key__in=digests).values_list("key", "digest"))
        found.compared += len(digests)
        found.missing |= digests.keys() - served.keys()
        found.different |= {key for key in digests.keys() & served.keys() if served[key] != digests[key]}
        found.unrecorded |= {key for key, digest in digests.items() if recorded.get(key) != digest}
    found.unwanted = (served.keys() | _recorded_keys()) - wanted
    return found


def repair(found: Differences) -> int:
    """Make right what was found: key by key, or the whole index where it cannot be read. EngineUnavailable."""
    if found.unreadable:
        return indexing.rebuild()
    for keys in _batches(iter(sorted(found.keys))):
        IndexedDocument.objects.filter(key__in=keys).delete()  # so that each is told again, whatever was written down
        indexing.bring_up_to_date(keys)
    return len(found.keys)


def _recorded_keys() -> set[str]:
    return set(IndexedDocument.objects.values_list("key", flat=True))


def _batches(each: Iterator[Each]) -> Iterator[list[Each]]:
    while batch := list(islice(each, BATCH)):
        yield batch
