"""The contract of every engine; `tests/engines/contract.py` is its executable half."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Protocol

from search.documents import Kind, SearchDocument
from search.queries import Hit, SearchQuery, SearchResults, Suggestion


class EngineUnavailable(Exception):
    """The engine cannot answer now. `rebuild` says that its index is missing, damaged or made by other rules."""

    def __init__(self, message: str, *, rebuild: bool = False) -> None:
        super().__init__(message)
        self.rebuild = rebuild


class NotSupported(Exception):
    """Asked for an ability that `Capabilities` says is absent. Nothing that the site's pages need."""


@dataclass(frozen=True, slots=True)
class Capabilities:
    """What an engine can do beyond the contract.

    inline: a change is indexed by the process that saved it, right after commit (else by the worker).
    vectors: `nearest` answers.
    max_window: how deep the pages go (offset + size), None without limit.
    """

    name: str
    inline: bool
    vectors: bool
    max_window: int | None


class SearchEngine(Protocol):
    """Documents in, ranked hits and facet counts out.

    Every method may raise EngineUnavailable. Writes are durable and visible to the next search of any process when they
    return. `rebuild` serves the old index until the new one is verified, and loses no write made meanwhile.
    """

    @property
    def capabilities(self) -> Capabilities: ...

    def search(self, query: SearchQuery) -> SearchResults:
        """One page of hits, the totals of every kind and the counts of every facet of the kind. NotSupported past the
        window.
        """
        ...

    def counts(self, queries: Sequence[SearchQuery]) -> tuple[int, ...]:
        """Totals only, in order: what removing a filter would give."""
        ...

    def suggest(self, text: str, *, limit: int) -> tuple[Suggestion, ...]:
        """Titles of any kind in which the words typed begin words; needs first."""
        ...

    def similar(self, key: str, *, limit: int) -> tuple[Hit, ...]:
        """Documents of the same kind that share most with this one; empty for an unknown key."""
        ...

    def nearest(self, vector: Sequence[float], *, kind: Kind, limit: int) -> tuple[Hit, ...]:
        """Documents whose vector is closest. NotSupported without `capabilities.vectors`."""
        ...

    def keys(self) -> frozenset[str]:
        """Every key of the index."""
        ...

    def index(self, documents: Iterable[SearchDocument]) -> None:
        """Add or replace documents by key."""
        ...

    def remove(self, keys: Iterable[str]) -> None:
        """Remove documents; unknown keys are no error."""
        ...

    def rebuild(self, documents: Iterable[SearchDocument]) -> int:
        """Replace the whole index by `documents` (read lazily, once) and give back the number of documents served."""
        ...
