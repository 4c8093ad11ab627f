"""Reports and needs as the ranking knows them, read from the indexed documents and kept while the stamp stays the same.

The database decides: every search asks it for the stamp, so that no process answers from what another has changed.
"""

import logging
import threading
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING
from uuid import UUID

from search import expansions
from search.documents import Kind, SearchDocument
from search.models import CorpusStamp, IndexedDocument
from search.ranking.fusion import Links
from search.ranking.names import bare, folded
from search.ranking.words import Lexicon
from search.semantic import store
from search.semantic.embedders import get_embedder

if TYPE_CHECKING:  # numpy is optional
    from search.semantic.vectors import Sentences, VectorIndex

logger = logging.getLogger(__name__)

NEARLY_WHOLE = 0.9  # of the questions have their vector

MOST_SPELT = 2_000  # reports whose words spell for all the others, where there are too many to read

Name = tuple[str, ...]


@dataclass(frozen=True)
class Corpus:
    """`reports` and `needs` are keys; every position elsewhere is one in these. `titles` and `actors` map folded names
    to reports. `to_check` are the places of reports that nobody confirmed in time. Without reports where there are too
    many to rank them here: only needs and words are known then.
    """

    reports: Sequence[str]
    needs: Sequence[SearchDocument]
    links: Links
    titles: Mapping[Name, Sequence[int]]
    actors: Mapping[Name, Sequence[int]]
    lexicon: Lexicon
    to_check: frozenset[int] = frozenset()
    vectors: "VectorIndex | None" = None


@dataclass(slots=True)
class _Memory:
    """What this process has read under one stamp, for each model of vectors."""

    stamp: UUID | None = None
    corpora: dict[str | None, Corpus] = field(default_factory=dict)


_memory = _Memory()
_reading = threading.Lock()


def current() -> Corpus:
    """The corpus of the last change of any process: one query, and a reading of everything after a change."""
    embedder = get_embedder()
    model = embedder.model if embedder else None
    stamp = CorpusStamp.objects.values_list("value", flat=True).first()
    if stamp is None:  # nothing was ever indexed
        return _read(None)
    with _reading:
        if _memory.stamp != stamp:
            _memory.stamp, _memory.corpora = stamp, {}
        if model not in _memory.corpora:
            _memory.corpora[model] = _read(model)
        return _memory.corpora[model]


def _read(model: str | None) -> Corpus:
    if store.is_too_large():
        return _read_words()
    documents = _documents(store.COMPARED)
    reports = [document for document in documents if document.kind is Kind.REPORTS]
    needs = [document for document in documents if document.kind is Kind.NEEDS]
    return Corpus(
        reports=[document.key for document in reports],
        needs=needs,
        links=_links(reports, needs),
        titles=_by_name((folded(document.title), place) for place, document in enumerate(reports)),
        actors=_by_name(
            (name, place)
            for place, document in enumerate(reports)
            for actor in document.card.get("actors", ())
            for name in {folded(actor), bare(folded(actor))}
            if name
        ),
        lexicon=Lexicon.build(_texts(documents)),
        to_check=frozenset(place for place, document in enumerate(reports) if document.card.get("to_check")),
        vectors=_vectors(reports, needs, model) if model else None,
    )


def _read_words() -> Corpus:
    needs = _documents([Kind.NEEDS])
    spelling = _documents([Kind.REPORTS], most=MOST_SPELT)
    return Corpus([], needs, _links([], needs), {}, {}, Lexicon.build(_texts([*needs, *spelling])))


def _documents(kinds: Sequence[Kind], *, most: int | None = None) -> list[SearchDocument]:
    """Of these kinds; the last ones where only some are wanted."""
    rows = IndexedDocument.objects.filter(kind__in=[kind.value for kind in kinds])
    wanted = rows.order_by("-pk")[:most] if most else rows.order_by("pk")
    return [SearchDocument.from_json(payload) for payload in wanted.values_list("payload", flat=True)]


def _links(reports: Sequence[SearchDocument], needs: Sequence[SearchDocument]) -> Links:
    """An editor's « à lire aussi » binds both reports."""
    places = {document.key: place for place, document in enumerate(reports)}
    by_slug = {document.card["slug"]: place for place, document in enumerate(needs)}
    related: list[set[int]] = [set() for _report in reports]
    for place, document in enumerate(reports):
        for other in (places[key] for key in document.related if key in places):
            related[place].add(other)
            related[other].add(place)
    answers = [
        [(by_slug[slug], 1.0) for slug in document.facets.get("need", ()) if slug in by_slug] for document in reports
    ]
    return Links(len(needs), answers, [sorted(each) for each in related])


def _by_name(pairs: Iterable[tuple[Name, int]]) -> dict[Name, list[int]]:
    found: dict[Name, list[int]] = {}
    for name, place in pairs:
        found.setdefault(name, []).append(place)
    return found


def _texts(documents: Iterable[SearchDocument]) -> Iterable[str]:
    """Everything that readers may spell: reports, needs, names of all kinds, meanings of acronyms."""
    for document in documents:
        yield from (document.title, document.summary, document.body)
        yield from (*document.labels, *document.synonyms, *document.questions)
    others = IndexedDocument.objects.exclude(kind__in=[kind.value for kind in store.COMPARED])
    yield from others.values_list("payload__title", flat=True)
    for expansion in expansions.current().values():
        yield from expansion.means


def _vectors(reports: Sequence[SearchDocument], needs: Sequence[SearchDocument], model: str) -> "VectorIndex | None":
    from search.semantic.vectors import VectorIndex  # noqa: PLC0415 - numpy is optional

    kept = store.kept(model)
    if not _is_nearly_whole(reports, needs, kept):
        return None
    return VectorIndex.build(
        reports=len(reports),
        needs=len(needs),
        questions=_owned(map(store.asked_by, reports), kept),
        passages=_owned(map(store.told_by, reports), kept),
        need_questions=_owned(map(store.asked_by, needs), kept),
        background=_owned([store.background()], kept).vectors,
    )


def _is_nearly_whole(
    reports: Sequence[SearchDocument], needs: Sequence[SearchDocument], kept: Mapping[str, bytes]
) -> bool:
    """While the vectors of a whole catalogue are being made, the first ones would speak for all."""
    said = [sentence for document in (*reports, *needs) for sentence in store.asked_by(document)]
    return sum(sentence.digest in kept for sentence in said) >= NEARLY_WHOLE * len(said)


def _owned(said: Iterable[Sequence[store.Sentence]], kept: Mapping[str, bytes]) -> "Sentences":
    """The vectors that are there, with the position of who says each."""
    from search.semantic.vectors import Sentences  # noqa: PLC0415 - likewise

    found = [
        (kept[sentence.digest], place)
        for place, sentences in enumerate(said)
        for sentence in sentences
        if sentence.digest in kept
    ]
    return Sentences.read([vector for vector, _place in found], [place for _vector, place in found])
