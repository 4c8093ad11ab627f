"""The contract of every engine; `tests/engines/contract.py` is its executable half."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
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


Ranked = Mapping[Kind, Sequence[str]]
"""For some kinds, the keys that answer the text, best first: decided above the engine, which filters and counts."""

NOTHING_RANKED: Ranked = {}


@dataclass(frozen=True, slots=True)
class LexicalScores:
    """How much the words of a question are those of each document.

    `scores` are shares: about 1 is the rarest word, said again and again in a field of weight one, for each unit of
    weight asked; a key that is absent holds no term. `complete` are the documents that hold every word and phrase as
    typed, by the strictest rule of `search`.
    """

    scores: Mapping[str, float]
    complete: frozenset[str]


class SearchEngine(Protocol):
    """Documents in, ranked hits and facet counts out.

    Every method may raise EngineUnavailable. Writes are durable and visible to the next search of any process when they
    return. `rebuild` serves the old index until the new one is verified, and loses no write made meanwhile.
    """

    @property
    def capabilities(self) -> Capabilities: ...

    def search(self, query: SearchQuery, *, ranked: Ranked = NOTHING_RANKED) -> SearchResults:
        """One page of hits, the totals of every kind and the counts of every facet of the kind. NotSupported past the
        window.

        For a kind of `ranked` these keys answer the text instead of the words, in this order where the sort is by
        relevance; filters narrow them, unknown keys are no error, and the words are marked all the same.
        """
        ...

    def counts(self, queries: Sequence[SearchQuery], *, ranked: Ranked = NOTHING_RANKED) -> tuple[int, ...]:
        """Totals only, in order: what removing a filter would give."""
        ...

    def scores(self, query: SearchQuery, terms: Mapping[str, float], *, kinds: Sequence[Kind]) -> LexicalScores:
        """Every document of these kinds that holds all quoted phrases of the text and any of `terms` (stems with
        weights), filters apart.
        """
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

    def documents(self) -> Iterator[SearchDocument]:
        """Every document as the engine keeps it, for comparing it with the database."""
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
