"""Reports and needs as the ranking knows them, read from the indexed documents and kept while the stamp stays the same.

The database decides: every search asks it for the stamp, so that no process answers from what another has changed.
After a change, only the documents that are new or different are read.
"""

import threading
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING

from search.documents import SearchDocument
from search.models import CorpusStamp
from search.ranking import reports as kept_reports
from search.ranking.fusion import Links
from search.ranking.reports import Documents, KeptReport
from search.ranking.words import Lexicon
from search.semantic import store
from search.semantic.embedders import get_embedder

if TYPE_CHECKING:  # numpy is optional
    from search.semantic.vectors import Sentences, VectorIndex

NEARLY_WHOLE = 0.9  # of the questions have their vector


@dataclass(frozen=True)
class Corpus:
    """`reports` and `needs` are keys; every position elsewhere is one in these. `titles` and `actors` map folded names
    to reports. `to_check` are the places of reports that nobody confirmed in time. Without reports where there are too
    many to rank them here: only needs and words are known then.
    """

    reports: Sequence[str]
    needs: Sequence[SearchDocument]
    links: Links
    titles: Mapping[str, Sequence[int]]
    actors: Mapping[str, Sequence[int]]
    lexicon: Lexicon
    to_check: frozenset[int] = frozenset()
    vectors: "VectorIndex | None" = None

    @cached_property
    def places(self) -> Mapping[str, int]:
        """Where each report stands."""
        return {key: place for place, key in enumerate(self.reports)}


@dataclass(slots=True)
class _Memory:
    """What this process has read under one stamp, for one model of vectors."""

    stamp: object = None
    model: str | None = None
    documents: Documents = field(default_factory=Documents)
    corpus: Corpus | None = None


_memory = _Memory()
_reading = threading.Lock()


def current() -> Corpus:
    """The corpus of the last change of any process: one query, and a reading of what is different after a change."""
    embedder = get_embedder()
    model = embedder.model if embedder else None
    stamp = CorpusStamp.current()
    with _reading:
        if _memory.corpus is None or (_memory.stamp, _memory.model) != (stamp, model):
            _memory.documents = kept_reports.read(_memory.documents, sentences=model is not None)
            _memory.corpus = _corpus(_memory.documents, model)
            _memory.stamp, _memory.model = stamp, model
        return _memory.corpus


def forget() -> None:
    """So that everything is read again."""
    _memory.corpus, _memory.documents = None, Documents()


def _corpus(documents: Documents, model: str | None) -> Corpus:
    reports, needs = list(documents.reports.values()), list(documents.needs.values())
    return Corpus(
        reports=[report.key for report in reports],
        needs=needs,
        links=_links(reports, needs),
        titles=_by_name((report.title, place) for place, report in enumerate(reports)),
        actors=_by_name((name, place) for place, report in enumerate(reports) for name in report.actors),
        lexicon=documents.lexicon,
        to_check=frozenset(place for place, report in enumerate(reports) if report.to_check),
        vectors=_vectors(reports, needs, model) if model and reports else None,
    )


def _links(reports: Sequence[KeptReport], needs: Sequence[SearchDocument]) -> Links:
    """An editor's « à lire aussi » binds both reports."""
    places = {report.key: place for place, report in enumerate(reports)}
    by_slug = {document.card["slug"]: place for place, document in enumerate(needs)}
    related: dict[int, set[int]] = {}
    for place, report in enumerate(reports):
        for other in (places[key] for key in report.related if key in places):
            related.setdefault(place, set()).add(other)
            related.setdefault(other, set()).add(place)
    answers = [tuple((by_slug[slug], 1.0) for slug in report.needs if slug in by_slug) for report in reports]
    return Links(len(needs), answers, [sorted(related.get(place, ())) for place in range(len(reports))])


def _by_name(pairs: Iterable[tuple[str, int]]) -> dict[str, list[int]]:
    found: dict[str, list[int]] = {}
    for name, place in pairs:
        found.setdefault(name, []).append(place)
    return found


def _vectors(reports: Sequence[KeptReport], needs: Sequence[SearchDocument], model: str) -> "VectorIndex | None":
    from search.semantic.vectors import VectorIndex  # noqa: PLC0415 - numpy is optional

    kept = store.kept(model)
    asked = [report.asked for report in reports]
    asked_by_needs = [kept_reports.digests(store.asked_by(need)) for need in needs]
    if not _is_nearly_whole([*asked, *asked_by_needs], kept):
        return None
    return VectorIndex.build(
        reports=len(reports),
        needs=len(needs),
        questions=_owned(asked, kept),
        passages=_owned([report.told for report in reports], kept),
        need_questions=_owned(asked_by_needs, kept),
        background=_owned([kept_reports.digests(store.background())], kept).vectors,
    )


def _is_nearly_whole(asked: Iterable[Sequence[str]], kept: Mapping[str, bytes]) -> bool:
    """While the vectors of a whole catalogue are being made, the first ones would speak for all."""
    said = [digest for digests in asked for digest in digests]
    return sum(digest in kept for digest in said) >= NEARLY_WHOLE * len(said)


def _owned(said: Iterable[Sequence[str]], kept: Mapping[str, bytes]) -> "Sentences":
    """The vectors that are there, with the position of who says each."""
    from search.semantic.vectors import Sentences  # noqa: PLC0415 - likewise

    found = [(kept[digest], place) for place, digests in enumerate(said) for digest in digests if digest in kept]
    return Sentences.read([vector for vector, _place in found], [place for _vector, place in found])
