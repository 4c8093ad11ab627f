"""A question turned into requests that Elasticsearch and OpenSearch both understand. Pure: nothing is sent from here.

Everything is a term or a phrase of terms already analysed; no text typed by anyone reaches a query parser.

The simplest parts are written by `elasticsearch.dsl`, and put together as the dictionaries that they are: the DSL would
copy the whole of a body at each of its levels, which takes longer than the server does to answer a short question.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache, lru_cache
from typing import Any, Final

from elasticsearch.dsl import aggs
from elasticsearch.dsl.query import Exists, Fuzzy, MatchAll, MatchNone, MatchPhrase, Prefix, Term, Terms

from search import analysis
from search.documents import Kind, SearchDocument
from search.engines.base import Ranked
from search.engines.elastic_schema import WINDOW, cut
from search.facets import BY_NAME, FACETS, Facet
from search.queries import Clause, ParsedText, SearchQuery, Sort
from search.relevance import (
    FIELD_WEIGHTS,
    SCORE_WEIGHTS,
    TIE_BREAKER,
    TITLE_PHRASE_WEIGHT,
    TYPO_WEIGHT,
    minimum_words,
)

Body = dict[str, Any]
Part = dict[str, Any]
"""A query or an aggregation."""

BM25: Final = 2.2  # k1 + 1, which Lucene leaves out of the score of a term and tantivy does not
MOST_VALUES: Final = 65_000  # of one facet: more than there are communes, so that no count is cut
OTHERS, TOTALS, LEVELS, KNOWN, KINDS = "others", "totals", "levels", "known", "kinds"


@dataclass(frozen=True, slots=True)
class Reading:
    """A question, which of its words no document holds, and how many words each kind's documents must hold.

    `found` is how many documents of a kind do; a kind that is absent was not counted.
    """

    parsed: ParsedText
    misspelt: frozenset[str] = frozenset()
    minimums: Mapping[Kind, int] = field(default_factory=dict)
    found: Mapping[Kind, int] = field(default_factory=dict)

    @property
    def words(self) -> int:
        return len(self.parsed.words)

    @property
    def corrected(self) -> tuple[str, ...]:
        return tuple(clause.written for clause in self.parsed.words if clause.written in self.misspelt)


def asked_levels(query: SearchQuery, words: int) -> tuple[int, ...]:
    """How many words to ask for, strictest first."""
    return (1,) if query.loose and words else minimum_words(words)


def unproven_stems(parsed: ParsedText) -> tuple[str, ...]:
    """Stems to look up before their words are taken for typos."""
    unproven = [clause for clause in parsed.words if clause.typos]
    return tuple(dict.fromkeys(stem for clause in unproven for option in clause.alternatives for stem in option.stems))


def plan(reading: Reading, levels: Sequence[int]) -> Body:
    """For each level, the documents of each kind that reach it; and the stems that some document holds."""
    asked = {str(level): matching(reading, level) for level in levels}
    counted = {LEVELS: _among(asked, {KINDS: _values("kind", len(Kind))})}
    if stems := unproven_stems(reading.parsed):
        counted[KNOWN] = _among({str(place): in_any_field(stem) for place, stem in enumerate(stems)})
    return {"query": _a_document(), "aggs": counted, "track_total_hits": True, "size": 0}


def page(query: SearchQuery, reading: Reading, ranked: Ranked) -> Body:
    """Hits of one page, their total, the counts of every facet, and the totals of the kinds that `plan` cannot count:
    those that are filtered or ranked.

    Keys that are ranked come back without documents, all of them: their order is not the server's.
    """
    filters = selected_facets(query.kind, query.selections)
    counted = _counted_facets(query.counted, filters)
    if elsewhere := counted_apart(query, ranked):
        totals = {kind.value: restricted(kind, query.selections, reading, ranked) for kind in elsewhere}
        counted[TOTALS] = {"global": {}, "aggs": {KINDS: _among(totals)}}
    body = {"query": _asked(query, reading, ranked), "aggs": counted, "track_total_hits": True}
    if filters:
        body["post_filter"] = all_of(filters.values())
    if is_ordered_above(query, ranked):
        return body | {"sort": ["rank"], "size": WINDOW, "_source": False}
    return body | {"sort": _order(query, reading), "from": query.offset, "size": query.per_page}


def total(query: SearchQuery, reading: Reading, ranked: Ranked) -> Body:
    """How many results, and nothing else."""
    wanted = restricted(query.kind, query.selections, reading, ranked)
    return {"query": wanted, "track_total_hits": True, "size": 0}


def documents(keys: Sequence[str]) -> Body:
    return {"query": _filter(_any("key", keys)), "size": len(keys)}


def every(query: Part, *, after: int | None = None) -> Body:
    """One window of all that a query finds, by rank, with scores and without documents."""
    ranks = {"_source": False, "sort": ["rank"], "track_scores": True, "track_total_hits": False, "size": WINDOW}
    return {"query": query, **ranks, **({} if after is None else {"search_after": [after]})}


def everything() -> Part:
    return _filter(_a_document())


def scored_terms(parsed: ParsedText, terms: Mapping[str, float], kinds: Sequence[Kind]) -> Part:
    """Documents of the kinds with every phrase and any of the stems, weighed by `SCORE_WEIGHTS` and the weights
    given.
    """
    words = [
        _term(name, stem, boost=field_weight * weight)
        for stem, weight in terms.items()
        for name, field_weight in SCORE_WEIGHTS.items()
    ]
    if not words:
        return _written(MatchNone())
    phrases = [_clause(clause) for clause in parsed.phrases]
    return _bool(filter=[of_kinds(kinds), *phrases], should=words, minimum_should_match=1)


def holding_everything(reading: Reading, kinds: Sequence[Kind]) -> Part:
    """Documents of the kinds with every word and phrase."""
    return _filter(of_kinds(kinds), matching(reading, reading.words))


def completions(text: str, kind: Kind, *, limit: int) -> Body | None:
    """Titles that hold the words typed, the last one as a beginning; those that start so come first."""
    typed = analysis.folded_words(text)
    if not typed:
        return None
    *whole, last = (cut(word) for word in typed)
    holding = [*(_is("title_words", word) for word in whole), _begins("title_words", last)]
    starting = _constant(_begins("title_order", " ".join(typed)), 1.0)
    query = _bool(filter=[of_kind(kind), *holding], should=[starting])
    return {"query": query, "sort": _BEST_FIRST, "size": limit}


def resembling(document: SearchDocument, *, limit: int) -> Body:
    """Documents of the same kind that share facet values (weighed in `search.facets`) or words of the title and
    labels.
    """
    shared = [
        _constant(_is(facet.field, value), facet.similarity)
        for facet in FACETS
        if facet.similarity
        for value in document.facets.get(facet.name, ())
    ]
    stems = sorted(
        {stem for text in (document.title, *document.labels) for stem in analysis.analyze(analysis.normalize(text))}
    )
    words = [_term(name, stem, boost=0.2) for stem in stems for name in ("title", "labels")]
    query = _bool(
        filter=[of_kind(document.kind)],
        must_not=[_is("key", document.key)],
        should=[*shared, *words],
        minimum_should_match=1,
    )
    return {"query": query, "sort": _BEST_FIRST, "size": limit}


def is_ordered_above(query: SearchQuery, ranked: Ranked) -> bool:
    """Whether the order is that of the keys of `ranked`."""
    return query.kind in ranked and query.sort is Sort.RELEVANCE


def counted_apart(query: SearchQuery, ranked: Ranked) -> tuple[Kind, ...]:
    """Other kinds whose total is not that of their text alone."""
    return tuple(
        kind for kind in Kind if kind is not query.kind and (kind in ranked or selected_facets(kind, query.selections))
    )


# --- parts ------------------------------------------------------------------------------------------------------------

_BEST_FIRST: Final[Sequence[Any]] = [{"_score": "desc"}, {"rank": "asc"}]
_ASKED_AGAIN: Final = 1_000  # words and phrases: the plan says them at each of its levels, and the page once more


def all_of(queries: Iterable[Part]) -> Part:
    parts = list(queries)
    return _bool(filter=parts) if parts else _anything()


@cache
def of_kind(kind: Kind) -> Part:
    return _is("kind", kind.value)


def of_kinds(kinds: Sequence[Kind]) -> Part:
    return _any("kind", [kind.value for kind in kinds])


def selected_facets(kind: Kind, selections: Mapping[str, tuple[str, ...]]) -> dict[str, Part]:
    """One filter per selected facet that applies to the kind: OR inside the facet."""
    return {
        name: _any(BY_NAME[name].field, values)
        for name, values in selections.items()
        if values and name in BY_NAME and BY_NAME[name].applies_to(kind)
    }


def restricted(kind: Kind, selections: Mapping[str, tuple[str, ...]], reading: Reading, ranked: Ranked) -> Part:
    """Documents of the kind that answer, with the filters that apply to it."""
    return _filter(of_kind(kind), _answering(kind, reading, ranked), *selected_facets(kind, selections).values())


def matching(reading: Reading, minimum: int) -> Part:
    """Documents with every phrase and at least `minimum` of the words."""
    parts = [_clause(clause) for clause in reading.parsed.phrases]
    words = [_word(clause, reading.misspelt) for clause in reading.parsed.words]
    if words and minimum >= len(words):
        parts += words
    elif words:
        parts.append(_bool(should=words, minimum_should_match=minimum))
    return _bool(must=parts) if parts else _anything()


@lru_cache(maxsize=_ASKED_AGAIN)
def in_any_field(stem: str) -> Part:
    return _bool(should=[_is(name, cut(stem)) for name in FIELD_WEIGHTS], minimum_should_match=1)


def _answering(kind: Kind, reading: Reading, ranked: Ranked) -> Part:
    if kind in ranked:
        return _any("key", ranked[kind])
    return matching(reading, reading.minimums[kind])


def _asked(query: SearchQuery, reading: Reading, ranked: Ranked) -> Part:
    """What is answered before any filter; scored where the score decides of the order."""
    answering = _answering(query.kind, reading, ranked)
    if not _is_by_score(query, reading) or query.kind in ranked:
        return _filter(of_kind(query.kind), answering)
    title = _title_phrase(reading.parsed)
    return _bool(filter=[of_kind(query.kind)], must=[answering], **({"should": [title]} if title else {}))


def _is_by_score(query: SearchQuery, reading: Reading) -> bool:
    return query.sort is Sort.RELEVANCE and bool(reading.parsed.clauses)


def _order(query: SearchQuery, reading: Reading) -> Sequence[Any]:
    """Without text nothing is more relevant than anything: reports come by date, the others by title."""
    if _is_by_score(query, reading):
        return _BEST_FIRST
    by_title = query.sort is Sort.TITLE or (query.sort is Sort.RELEVANCE and query.kind is not Kind.REPORTS)
    return ["title_order" if by_title else "date_order"]


def _counted_facets(facets: Sequence[Facet], filters: Mapping[str, Part]) -> dict[str, Part]:
    """Each facet with every filter but its own: those that are not selected share one bucket."""
    others = [facet for facet in facets if facet.name not in filters]
    counted = {OTHERS: _counted(others, all_of(filters.values()))}
    for facet in facets:
        if facet.name in filters:
            remaining = [query for name, query in filters.items() if name != facet.name]
            counted[without(facet)] = _counted([facet], all_of(remaining))
    return counted


def without(facet: Facet) -> str:
    return f"without_{facet.name}"


def _counted(facets: Sequence[Facet], among: Part) -> Part:
    return {"filter": among, "aggs": {facet.name: _values(facet.field, MOST_VALUES) for facet in facets}}


@cache
def _values(name: str, most: int) -> Part:
    return _written(aggs.Terms(field=name, size=most))


def _among(queries: Mapping[str, Part], counted: Mapping[str, Part] | None = None) -> Part:
    """A count of the documents of each query, and what is counted of them."""
    return {"filters": {"filters": queries}, **({"aggs": counted} if counted else {})}


def _written(part: Any) -> Part:
    """What the DSL makes of a part of its own."""
    written: Part = part.to_dict()
    return written


def _is(name: str, value: str) -> Part:
    return _written(Term(name, {"value": value}))


def _any(name: str, values: Sequence[str]) -> Part:
    return _written(Terms(name, list(values)))


def _begins(name: str, value: str) -> Part:
    return _written(Prefix(name, {"value": value}))


@cache
def _anything() -> Part:
    return _written(MatchAll())


@cache
def _a_document() -> Part:
    """No mark of a removal."""
    return _written(Exists(field="kind"))


def _constant(query: Part, score: float) -> Part:
    return {"constant_score": {"filter": query, "boost": score}}


def _bool(**parts: Any) -> Part:
    return {"bool": parts}


def _filter(*queries: Part) -> Part:
    return _bool(filter=list(queries))


def _best(queries: Sequence[Part], **options: float) -> Part:
    return {"dis_max": {"queries": queries, **options}}


def _word(clause: Clause, misspelt: frozenset[str]) -> Part:
    return _near(clause) if clause.written in misspelt else _clause(clause)


@lru_cache(maxsize=_ASKED_AGAIN)
def _clause(clause: Clause) -> Part:
    options = [
        _stems(name, option.stems, boost=weight * option.weight)
        for name, weight in FIELD_WEIGHTS.items()
        for option in clause.alternatives
    ]
    return _best(options, tie_breaker=TIE_BREAKER)


def _stems(name: str, stems: Sequence[str], *, boost: float) -> Part:
    if len(stems) == 1:
        return _term(name, stems[0], boost=boost)
    return _written(MatchPhrase(name, {"query": " ".join(cut(stem) for stem in stems), "boost": _bm25(boost)}))


def _term(name: str, stem: str, *, boost: float) -> Part:
    return _written(Term(name, {"value": cut(stem), "boost": _bm25(boost)}))


def _bm25(boost: float) -> float:
    return round(boost * BM25, 6)


def _near(clause: Clause) -> Part:
    """A word that no document holds: those that do within its typos, a letter swapped with its neighbour counting for
    one.
    """
    return _best(
        [
            _fuzzy(name, clause.word or "", distance, weight)
            for distance in range(1, clause.typos + 1)
            for name, weight in (("title_words", 2 * TYPO_WEIGHT), ("words", TYPO_WEIGHT))
        ]
    )


def _fuzzy(name: str, word: str, distance: int, weight: float) -> Part:
    options = {"transpositions": True, "rewrite": "constant_score", "boost": weight / distance}
    return _written(Fuzzy(name, {"value": cut(word), "fuzziness": distance, **options}))


def _title_phrase(parsed: ParsedText) -> Part | None:
    """The words side by side in a title."""
    stems = [stem for clause in parsed.words for stem in clause.alternatives[0].stems]
    return _stems("title", stems, boost=TITLE_PHRASE_WEIGHT) if len(stems) > 1 else None
