"""A question turned into requests that Elasticsearch and OpenSearch both understand. Pure: nothing is sent from here.

Everything is a term or a phrase of terms already analysed; no text typed by anyone reaches a query parser.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from elasticsearch.dsl import Search
from elasticsearch.dsl.query import (
    Bool,
    ConstantScore,
    DisMax,
    Exists,
    Fuzzy,
    MatchAll,
    MatchNone,
    MatchPhrase,
    Prefix,
    Query,
    Term,
    Terms,
)

from search import analysis
from search.documents import Kind, SearchDocument
from search.engines.base import Ranked
from search.engines.elastic_schema import WINDOW, cut
from search.facets import BY_NAME, FACETS, Facet, facets_for
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

BM25: Final = 2.2  # k1 + 1, which Lucene leaves out of the score of a term and tantivy does not
MOST_VALUES: Final = 65_000  # of one facet: more than there are communes, so that no count is cut
_NOTHING: Final = False  # of the documents: their ranks are enough
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
    search = Search().query(Exists(field="kind")).extra(track_total_hits=True)[0:0]
    asked = {str(level): matching(reading, level) for level in levels}
    search.aggs.bucket(LEVELS, "filters", filters=asked).bucket(KINDS, "terms", field="kind", size=len(Kind))
    stems = {str(place): in_any_field(stem) for place, stem in enumerate(unproven_stems(reading.parsed))}
    if stems:
        search.aggs.bucket(KNOWN, "filters", filters=stems)
    return search.to_dict()


def page(query: SearchQuery, reading: Reading, ranked: Ranked) -> Body:
    """Hits of one page, their total, the counts of every facet, and the totals of the kinds that `plan` cannot count:
    those that are filtered or ranked.

    Keys that are ranked come back without documents, all of them: their order is not the server's.
    """
    filters = selected_facets(query.kind, query.selections)
    search = Search().query(_asked(query, reading, ranked)).extra(track_total_hits=True)
    if filters:
        search = search.post_filter(all_of(filters.values()))
    if is_ordered_above(query, ranked):
        search = search.source(_NOTHING).sort("rank")[0:WINDOW]
    else:
        search = search.source(["payload"]).sort(*_order(query, reading))[query.offset : query.offset + query.per_page]
    _count_facets(search, query.kind, filters)
    elsewhere = counted_apart(query, ranked)
    if elsewhere:
        totals = {kind.value: restricted(kind, query.selections, reading, ranked) for kind in elsewhere}
        search.aggs.bucket(TOTALS, "global").bucket(KINDS, "filters", filters=totals)
    return search.to_dict()


def total(query: SearchQuery, reading: Reading, ranked: Ranked) -> Body:
    """How many results, and nothing else."""
    wanted = restricted(query.kind, query.selections, reading, ranked)
    return Search().query(wanted).extra(track_total_hits=True)[0:0].to_dict()


def documents(keys: Sequence[str]) -> Body:
    return Search().query(_filter(Terms("key", list(keys)))).source(["payload"])[0 : len(keys)].to_dict()


def every(query: Query, *, after: int | None = None) -> Body:
    """One window of all that a query finds, by rank, with scores and without documents."""
    search = Search().query(query).source(_NOTHING).sort("rank").extra(track_scores=True, track_total_hits=False)
    if after is not None:
        search = search.extra(search_after=[after])
    return search[0:WINDOW].to_dict()


def everything() -> Query:
    return _filter(Exists(field="kind"))


def scored_terms(parsed: ParsedText, terms: Mapping[str, float], kinds: Sequence[Kind]) -> Query:
    """Documents of the kinds with every phrase and any of the stems, weighed by `SCORE_WEIGHTS` and the weights
    given.
    """
    words = [
        _term(name, stem, boost=field_weight * weight)
        for stem, weight in terms.items()
        for name, field_weight in SCORE_WEIGHTS.items()
    ]
    if not words:
        return MatchNone()
    phrases = [_clause(clause) for clause in parsed.phrases]
    return Bool(filter=[of_kinds(kinds), *phrases], should=words, minimum_should_match=1)


def holding_everything(reading: Reading, kinds: Sequence[Kind]) -> Query:
    """Documents of the kinds with every word and phrase."""
    return _filter(of_kinds(kinds), matching(reading, reading.words))


def completions(text: str, kind: Kind, *, limit: int) -> Body | None:
    """Titles that hold the words typed, the last one as a beginning; those that start so come first."""
    typed = [word.word for word in analysis.iter_words(analysis.normalize(text))]
    if not typed:
        return None
    *whole, last = (cut(word) for word in typed)
    holding = [*(_is("title_words", word) for word in whole), _begins("title_words", last)]
    starting = ConstantScore(filter=_begins("title_order", " ".join(typed)), boost=1.0)
    query = Bool(filter=[of_kind(kind), *holding], should=[starting])
    return Search().query(query).source(["payload"]).sort(*_BEST_FIRST)[0:limit].to_dict()


def resembling(document: SearchDocument, *, limit: int) -> Body:
    """Documents of the same kind that share facet values (weighed in `search.facets`) or words of the title and
    labels.
    """
    shared = [
        ConstantScore(filter=_is(facet.field, value), boost=facet.similarity)
        for facet in FACETS
        if facet.similarity
        for value in document.facets.get(facet.name, ())
    ]
    stems = sorted(
        {stem for text in (document.title, *document.labels) for stem in analysis.analyze(analysis.normalize(text))}
    )
    words = [_term(name, stem, boost=0.2) for stem in stems for name in ("title", "labels")]
    query = Bool(
        filter=[of_kind(document.kind)],
        must_not=[_is("key", document.key)],
        should=[*shared, *words],
        minimum_should_match=1,
    )
    return Search().query(query).source(["payload"]).sort(*_BEST_FIRST)[0:limit].to_dict()


def is_ordered_above(query: SearchQuery, ranked: Ranked) -> bool:
    """Whether the order is that of the keys of `ranked`."""
    return query.kind in ranked and query.sort is Sort.RELEVANCE


def counted_apart(query: SearchQuery, ranked: Ranked) -> tuple[Kind, ...]:
    """Other kinds whose total is not that of their text alone."""
    return tuple(
        kind for kind in Kind if kind is not query.kind and (kind in ranked or selected_facets(kind, query.selections))
    )


# --- parts ------------------------------------------------------------------------------------------------------------

_BEST_FIRST: Final[tuple[Any, ...]] = ({"_score": "desc"}, {"rank": "asc"})


def all_of(queries: Any) -> Query:
    parts = list(queries)
    return Bool(filter=parts) if parts else MatchAll()


def of_kind(kind: Kind) -> Query:
    return _is("kind", kind.value)


def of_kinds(kinds: Sequence[Kind]) -> Query:
    return Terms("kind", [kind.value for kind in kinds])


def selected_facets(kind: Kind, selections: Mapping[str, tuple[str, ...]]) -> dict[str, Query]:
    """One filter per selected facet that applies to the kind: OR inside the facet."""
    return {
        name: Terms(BY_NAME[name].field, list(values))
        for name, values in selections.items()
        if values and name in BY_NAME and BY_NAME[name].applies_to(kind)
    }


def restricted(kind: Kind, selections: Mapping[str, tuple[str, ...]], reading: Reading, ranked: Ranked) -> Query:
    """Documents of the kind that answer, with the filters that apply to it."""
    return _filter(of_kind(kind), _answering(kind, reading, ranked), *selected_facets(kind, selections).values())


def matching(reading: Reading, minimum: int) -> Query:
    """Documents with every phrase and at least `minimum` of the words."""
    parts = [_clause(clause) for clause in reading.parsed.phrases]
    words = [_word(clause, reading.misspelt) for clause in reading.parsed.words]
    if words and minimum >= len(words):
        parts += words
    elif words:
        parts.append(Bool(should=words, minimum_should_match=minimum))
    return Bool(must=parts) if parts else MatchAll()


def in_any_field(stem: str) -> Query:
    return Bool(should=[_is(name, cut(stem)) for name in FIELD_WEIGHTS], minimum_should_match=1)


def _answering(kind: Kind, reading: Reading, ranked: Ranked) -> Query:
    if kind in ranked:
        return Terms("key", list(ranked[kind]))
    return matching(reading, reading.minimums[kind])


def _asked(query: SearchQuery, reading: Reading, ranked: Ranked) -> Query:
    """What is answered before any filter; scored where the score decides of the order."""
    answering = _answering(query.kind, reading, ranked)
    if not _is_by_score(query, reading) or query.kind in ranked:
        return _filter(of_kind(query.kind), answering)
    title = _title_phrase(reading.parsed)
    return Bool(filter=[of_kind(query.kind)], must=[answering], should=[title] if title else [])


def _is_by_score(query: SearchQuery, reading: Reading) -> bool:
    return query.sort is Sort.RELEVANCE and bool(reading.parsed.clauses)


def _order(query: SearchQuery, reading: Reading) -> tuple[Any, ...]:
    """Without text nothing is more relevant than anything: reports come by date, the others by title."""
    if _is_by_score(query, reading):
        return _BEST_FIRST
    by_title = query.sort is Sort.TITLE or (query.sort is Sort.RELEVANCE and query.kind is not Kind.REPORTS)
    return ("title_order",) if by_title else ("date_order",)


def _count_facets(search: Any, kind: Kind, filters: Mapping[str, Query]) -> None:
    """Each facet with every filter but its own: those that are not selected share one bucket."""
    facets = facets_for(kind)
    others = search.aggs.bucket(OTHERS, "filter", all_of(filters.values()))
    for facet in facets:
        if facet.name not in filters:
            _count(others, facet)
        else:
            remaining = [query for name, query in filters.items() if name != facet.name]
            _count(search.aggs.bucket(without(facet), "filter", all_of(remaining)), facet)


def without(facet: Facet) -> str:
    return f"without_{facet.name}"


def _count(bucket: Any, facet: Facet) -> None:
    bucket.bucket(facet.name, "terms", field=facet.field, size=MOST_VALUES)


def _is(name: str, value: str) -> Query:
    return Term(name, {"value": value})


def _begins(name: str, value: str) -> Query:
    return Prefix(name, {"value": value})


def _filter(*queries: Query) -> Query:
    return Bool(filter=list(queries))


def _word(clause: Clause, misspelt: frozenset[str]) -> Query:
    return _near(clause) if clause.written in misspelt else _clause(clause)


def _clause(clause: Clause) -> Query:
    options = [
        _stems(name, option.stems, boost=weight * option.weight)
        for name, weight in FIELD_WEIGHTS.items()
        for option in clause.alternatives
    ]
    return DisMax(queries=options, tie_breaker=TIE_BREAKER)


def _stems(name: str, stems: Sequence[str], *, boost: float) -> Query:
    if len(stems) == 1:
        return _term(name, stems[0], boost=boost)
    return MatchPhrase(name, {"query": " ".join(cut(stem) for stem in stems), "boost": _bm25(boost)})


def _term(name: str, stem: str, *, boost: float) -> Query:
    return Term(name, {"value": cut(stem), "boost": _bm25(boost)})


def _bm25(boost: float) -> float:
    return round(boost * BM25, 6)


def _near(clause: Clause) -> Query:
    """A word that no document holds: those that do within its typos, a letter swapped with its neighbour counting for
    one.
    """
    options = [
        Fuzzy(
            name,
            {
                "value": cut(clause.word or ""),
                "fuzziness": distance,
                "transpositions": True,
                "rewrite": "constant_score",
                "boost": weight / distance,
            },
        )
        for distance in range(1, clause.typos + 1)
        for name, weight in (("title_words", 2 * TYPO_WEIGHT), ("words", TYPO_WEIGHT))
    ]
    return DisMax(queries=options)


def _title_phrase(parsed: ParsedText) -> Query | None:
    """The words side by side in a title."""
    stems = [stem for clause in parsed.words for stem in clause.alternatives[0].stems]
    return _stems("title", stems, boost=TITLE_PHRASE_WEIGHT) if len(stems) > 1 else None
