"""What a process keeps of the indexed documents: of a report what ranks it, the needs, and the words of all.

A document is told apart by its digest: after a change, those that have another are read and the others are not.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from sys import intern
from typing import Any, Self

from search import expansions
from search.analysis import folded_words
from search.documents import Kind, SearchDocument
from search.models import IndexedDocument
from search.ranking.names import bare
from search.ranking.words import Lexicon
from search.semantic import store

MOST_SPELT = 2_000  # reports whose words spell for all the others, where there are too many to read
MOST_STALE = 0.1  # of the documents; the words of more that are gone would count too much
BATCH = 500


@dataclass(frozen=True, slots=True)
class KeptReport:
    """`title` and `actors` are folded names, `needs` slugs, `related` keys; `asked` and `told` digests of sentences,
    where they are compared.
    """

    key: str
    title: str
    actors: frozenset[str]
    needs: tuple[str, ...]
    related: tuple[str, ...]
    to_check: bool
    asked: tuple[str, ...] = ()
    told: tuple[str, ...] = ()

    @classmethod
    def of(cls, document: SearchDocument, *, sentences: bool) -> Self:
        names = [folded_words(actor) for actor in document.card.get("actors", ())]
        return cls(
            key=document.key,
            title=" ".join(folded_words(document.title)),
            actors=frozenset(" ".join(words) for name in names for words in (name, bare(name)) if words),
            needs=tuple(map(intern, document.facets.get("need", ()))),
            related=document.related,
            to_check=bool(document.card.get("to_check")),
            asked=digests(store.asked_by(document)) if sentences else (),
            told=digests(store.told_by(document)) if sentences else (),
        )


def digests(sentences: Iterable[store.Sentence]) -> tuple[str, ...]:
    return tuple(sentence.digest for sentence in sentences)


@dataclass(frozen=True, slots=True)
class Documents:
    """`seen`: the digests of what was read, by row. `reports` and `needs` by row, in order; no report where there are
    too many. `stale` is how many documents the lexicon still counts that are gone or have changed since.
    """

    sentences: bool = False
    ranked: bool = True
    seen: Mapping[int, str] = field(default_factory=dict)
    reports: Mapping[int, KeptReport] = field(default_factory=dict)
    needs: Mapping[int, SearchDocument] = field(default_factory=dict)
    lexicon: Lexicon = field(default_factory=Lexicon)
    meanings: frozenset[str] = frozenset()
    stale: int = 0


def read(before: Documents, *, sentences: bool) -> Documents:
    """The documents as they are now, those that are as `before` not read again; everything is where the words of too
    many are stale. `sentences`: keep what is compared as vectors.
    """
    ranked = not store.is_too_large()
    compared, others = _rows(ranked=ranked)
    seen = compared | others
    most = MOST_STALE * len(seen)
    stale = before.stale + sum(seen.get(pk) != digest for pk, digest in before.seen.items())
    if before.ranked and not ranked and len(_different(seen, before)) <= most:
        before, stale = replace(before, sentences=sentences, ranked=ranked, reports={}), 0  # more words do not misspell
    if (before.sentences, before.ranked) != (sentences, ranked) or stale > most:
        before, stale = Documents(), 0
    reports, needs = dict(before.reports), dict(before.needs)
    said = [meaning for expansion in expansions.current().values() for meaning in expansion.means]

    def texts() -> Iterator[str]:
        for pk, document in _documents(_different(compared, before)):
            if document.kind is Kind.NEEDS:
                needs[pk] = document
            elif ranked:
                reports[pk] = KeptReport.of(document, sentences=sentences)
            yield from _texts(document)
        yield from _titles(_different(others, before))
        yield from (meaning for meaning in said if meaning not in before.meanings)

    lexicon = before.lexicon.learning(texts())
    return Documents(
        sentences=sentences,
        ranked=ranked,
        seen=seen,
        reports={pk: reports[pk] for pk in compared if pk in reports},
        needs={pk: needs[pk] for pk in compared if pk in needs},
        lexicon=lexicon,
        meanings=before.meanings.union(said),
        stale=stale,
    )


def _rows(*, ranked: bool) -> tuple[dict[int, str], dict[int, str]]:
    """Row → digest: of the reports and needs in order, then of the other kinds. Of too many reports, the last ones."""
    rows = IndexedDocument.objects.order_by("pk").values_list("pk", "digest")
    compared = [kind.value for kind in store.COMPARED]
    others = dict(rows.filter(kind__in=[kind.value for kind in Kind if kind not in store.COMPARED]))
    if ranked:
        return dict(rows.filter(kind__in=compared)), others
    reports = rows.filter(kind=Kind.REPORTS.value).order_by("-pk")[:MOST_SPELT]
    return dict(rows.filter(kind=Kind.NEEDS.value)) | dict(reports), others


def _different(rows: Mapping[int, str], before: Documents) -> list[int]:
    return [pk for pk, digest in rows.items() if before.seen.get(pk) != digest]


def _documents(pks: Sequence[int]) -> Iterator[tuple[int, SearchDocument]]:
    for pk, payload in _values(pks, "payload"):
        yield pk, SearchDocument.from_json(payload)


def _titles(pks: Sequence[int]) -> Iterator[str]:
    return (title for _pk, title in _values(pks, "payload__title"))


def _values(pks: Sequence[int], name: str) -> Iterator[tuple[int, Any]]:
    """In the order asked, a few hundred held at once."""
    for start in range(0, len(pks), BATCH):
        wanted = pks[start : start + BATCH]
        found = dict(IndexedDocument.objects.filter(pk__in=wanted).order_by().values_list("pk", name))
        yield from ((pk, found[pk]) for pk in wanted if pk in found)


def _texts(document: SearchDocument) -> Iterable[str]:
    """Everything that readers may spell."""
    yield from (document.title, document.summary, document.body)
    yield from (*document.labels, *document.synonyms, *document.questions)
