"""The default engine: tantivy in the web process, its index in a directory. For one machine.

One query gives the page, one aggregation its total and every facet that is not selected, and one more each selected
facet without its own filter; in a large index other processors count while this one reads the page. Relaxing is decided
by the text alone, for each kind, so that a filter can only narrow.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any, Self

import orjson
import tantivy
from django.conf import settings
from tantivy import Occur, Order, Query

from search import analysis
from search.documents import Kind, SearchDocument, key_of_rank, key_rank
from search.engines import embedded_query as build
from search.engines.base import NOTHING_RANKED, Capabilities, LexicalScores, NotSupported, Ranked
from search.engines.embedded_index import Changes, IndexDirectory, View, guarded
from search.engines.suggesting import SUGGESTED_KINDS, share, suggestion
from search.facets import Facet, facets_for
from search.queries import FacetResult, Hit, SearchQuery, SearchResults, Sort, Suggestion, facet_result
from search.relevance import minimum_words, score_unit

MOST_VALUES = 65_000  # of one facet: more than there are communes, so that no count is cut
_HOW_MANY = {"value_count": {"field": "rank"}}  # every document has one
_OVERLAP = 16  # hits read beyond a page, to see where a tie ends

Found = list[tuple[Any, tantivy.DocAddress]]
Counts = dict[str, dict[str, int]]


class EmbeddedEngine:
    """`SearchEngine` on a directory of this machine; any number of threads and processes may share it."""

    capabilities = Capabilities(name="embedded", inline=True, vectors=False, max_window=None)

    def __init__(self, root: Path, *, lock_timeout: float = 10.0) -> None:
        self._directory = IndexDirectory(root, lock_timeout=lock_timeout)

    @classmethod
    def from_settings(cls) -> Self:
        return cls(Path(settings.RELAIS_SEARCH_INDEX_DIR))

    def search(self, query: SearchQuery, *, ranked: Ranked = NOTHING_RANKED) -> SearchResults:
        with guarded("searching"):
            return _Search(query, self._directory.view(), ranked).results()

    def counts(self, queries: Sequence[SearchQuery], *, ranked: Ranked = NOTHING_RANKED) -> tuple[int, ...]:
        with guarded("counting"):
            view = self._directory.view()
            return tuple(_Search(query, view, ranked).total() for query in queries)

    def scores(self, query: SearchQuery, terms: Mapping[str, float], *, kinds: Sequence[Kind]) -> LexicalScores:
        with guarded("scoring"):
            searcher = self._directory.searcher()
            text = build.TextQuery(query.parsed(), searcher)
            wanted = build.of_kinds(kinds)
            scored = _every(searcher, build.all_of((text.scored_terms(terms), wanted)))
            unit = score_unit(searcher.num_docs) * sum(terms.values())
            complete = _every(searcher, build.all_of((text.matching(text.words), wanted))) if text.is_asked else {}
            return LexicalScores({key: score / unit for key, score in scored.items()}, frozenset(complete))

    def suggest(self, text: str, *, limit: int) -> tuple[Suggestion, ...]:
        completing = build.completing(text)
        if completing is None:
            return ()
        with guarded("suggesting"):
            searcher = self._directory.searcher()
            found = [
                _completions(searcher, build.all_of((build.of_kind(kind), completing)), limit)
                for kind in SUGGESTED_KINDS
            ]
        words = analysis.folded_words(text)
        return tuple(suggestion(document, words) for document in share(found, limit))

    def similar(self, key: str, *, limit: int) -> tuple[Hit, ...]:
        with guarded("comparing"):
            searcher = self._directory.searcher()
            found = searcher.search(build.term("key", key), 1).hits
            if not found:
                return ()
            addresses = _by_score(searcher, build.resembling(_read(searcher, found[0][1])), 0, limit)
            return tuple(Hit.from_json(_payload(searcher, address), score=score) for score, address in addresses)

    def nearest(self, vector: Sequence[float], *, kind: Kind, limit: int) -> tuple[Hit, ...]:
        raise NotSupported("the embedded engine keeps no vectors: they are compared in the database's own process")

    def keys(self) -> frozenset[str]:
        with guarded("listing"):
            searcher = self._directory.searcher()
            hits = searcher.search(
                Query.all_query(), max(1, searcher.num_docs), order_by_field="key", order=Order.Asc
            ).hits
            return frozenset(key for key, _address in hits)

    def documents(self) -> Iterator[SearchDocument]:
        with guarded("reading every document"):
            searcher = self._directory.searcher()
            hits = searcher.search(
                Query.all_query(), max(1, searcher.num_docs), order_by_field="key", order=Order.Asc
            ).hits
            for _key, address in hits:
                yield _read(searcher, address)

    def index(self, documents: Iterable[SearchDocument]) -> None:
        self._directory.write(Changes(documents=tuple(documents)))

    def remove(self, keys: Iterable[str]) -> None:
        self._directory.write(Changes(removed=tuple(keys)))

    def rebuild(self, documents: Iterable[SearchDocument]) -> int:
        return self._directory.rebuild(documents)


@dataclass(frozen=True, slots=True)
class _Level:
    """How many words a kind's documents must hold, and how many documents do."""

    minimum: int
    count: int


class _Search:
    """One question on one commit, so that hits, totals and counts are of the same moment."""

    def __init__(self, query: SearchQuery, view: View, ranked: Ranked) -> None:
        self._query = query
        self._ranked = ranked
        self._aside = view.aside
        self._searcher = view.searcher
        self._remembered = view.remembered
        self._parsed = query.parsed()
        self._kinds = self._remember("", lambda: {"kind": self._count(Query.all_query(), "kind")})["kind"]
        self._text = build.TextQuery(self._parsed, view.searcher)
        self._levels = dict.fromkeys(Kind, _Level(self._asked_levels()[0], 0))
        self._filters = build.selected_facets(query.kind, query.selections)

    def results(self) -> SearchResults:
        """The page is read and counted as if the strictest level found something, as it nearly always does, and again
        where it did not; a ranked kind has no level.
        """
        kind, guessed = self._query.kind, self._levels
        counted, found = self._counting(), self._page()
        self._levels = self._find_levels()
        if kind not in self._ranked and self._levels[kind].minimum != guessed[kind].minimum:
            counted, found = self._counting(), self._page()
        stems = self._parsed.stems()
        hits = tuple(
            Hit.from_json(_payload(self._searcher, address), score=score, stems=stems) for score, address in found
        )
        counts, total = counted()
        return SearchResults(
            query=self._query,
            total=total,
            totals=self._totals(total),
            hits=hits,
            facets=self._facets(counts),
            relaxed=self._is_relaxed(),
            corrected=self._text.corrected,
            ignored_text=self._parsed.ignored,
        )

    def total(self) -> int:
        self._levels = self._find_levels()
        if not self._filters and self._query.kind not in self._ranked:
            return self._levels[self._query.kind].count
        found: Any = self._searcher.search(self._restricted(), 1)  # the stubs forget `count`
        return int(found.count)

    def _is_relaxed(self) -> bool:
        kind = self._query.kind
        return kind not in self._ranked and self._levels[kind].minimum < self._text.words

    def _asked_levels(self) -> tuple[int, ...]:
        """Strictest first."""
        return (1,) if self._query.loose and self._text.words else minimum_words(self._text.words)

    def _find_levels(self) -> dict[Kind, _Level]:
        """For each kind, the strictest minimum of words that finds something in it."""
        if not self._text.is_asked:
            return {kind: _Level(0, self._kinds.get(kind.value, 0)) for kind in Kind}
        levels = {kind: _Level(0, 0) for kind in Kind}
        wanted, narrowed = tuple(Kind), Query.all_query()
        for minimum in self._asked_levels():
            counts = self._count(build.all_of((self._text.matching(minimum), narrowed)), "kind")
            levels |= {kind: _Level(minimum, counts.get(kind.value, 0)) for kind in wanted}
            wanted = tuple(kind for kind in wanted if not levels[kind].count)
            if not wanted:
                break
            narrowed = build.of_kinds(wanted)
        return levels

    def _answering(self, kind: Kind) -> list[Query]:
        """What its documents answer to; nothing where nothing is asked."""
        if kind in self._ranked:
            return [build.of_keys(self._ranked[kind])]
        return [self._text.matching(self._levels[kind].minimum)] if self._text.is_asked else []

    def _of_kind(self, kind: Kind, parts: Sequence[Query]) -> Query:
        """The documents of the kind that are in all the parts. Where most of the index is of this kind, the others are
        left out of them: their lists are short, its own would be read at each step.
        """
        if parts and 2 * self._kinds.get(kind.value, 0) > self._searcher.num_docs:
            others = [other for other in Kind if other is not kind]
            return build.all_of(parts, without=build.of_kinds(others))
        return build.all_of((*parts, build.of_kind(kind)))

    def _restricted(self, *, without: str | None = None) -> Query:
        """Documents of the kind with every filter but one."""
        filters = [query for name, query in self._filters.items() if name != without]
        return self._of_kind(self._query.kind, [*self._answering(self._query.kind), *filters])

    def _page(self) -> Found:
        query, searcher = self._query, self._searcher
        if query.offset >= searcher.num_docs:
            return []
        if query.sort is Sort.RELEVANCE and query.kind in self._ranked:
            ordered = _in_order(searcher, self._restricted(), self._ranked[query.kind])
            return ordered[query.offset : query.offset + query.per_page]
        if query.sort is Sort.RELEVANCE and self._parsed.clauses:
            scored = self._text.scored(self._levels[query.kind].minimum)
            everything = self._of_kind(query.kind, [scored, *self._filters.values()])
            return _by_score(searcher, everything, query.offset, query.per_page)
        field = "title_order" if _by_title(query) else "date_order"
        hits = searcher.search(
            self._restricted(), query.per_page, offset=query.offset, order_by_field=field, order=Order.Asc, count=False
        ).hits
        return [(0.0, address) for _value, address in hits]

    def _totals(self, total: int) -> dict[Kind, int]:
        """What each tab would show: the same text, and the filters that apply to that kind."""
        kinds = [kind for kind in Kind if kind is not self._query.kind]
        filters = {kind: build.selected_facets(kind, self._query.selections) for kind in kinds}
        filtered = [kind for kind in kinds if filters[kind] or kind in self._ranked]
        parts = [
            (Occur.Should, self._of_kind(kind, [*self._answering(kind), *filters[kind].values()])) for kind in filtered
        ]
        counts = self._count(Query.boolean_query(parts), "kind") if parts else {}
        plain = {kind: self._levels[kind].count for kind in kinds if kind not in filtered}
        return {**plain, **{kind: counts.get(kind.value, 0) for kind in filtered}, self._query.kind: total}

    def _counting(self) -> Callable[[], tuple[Counts, int]]:
        """What gives facet → value → documents without the facet's own filter, and the total with every filter."""
        if self._is_everything():
            return lambda: (self._of_everything(), self._kinds.get(self._query.kind.value, 0))
        others = [facet for facet in self._query.counted if facet.name not in self._filters]
        answering = self._aggregating(self._restricted(), {**_wanted(others), "total": _HOW_MANY})
        chosen = [facet for facet in self._query.counted if facet.name in self._filters]
        own = {facet.name: self._without_own_filter(facet) for facet in chosen}

        def counted() -> tuple[Counts, int]:
            answer = answering()
            counts = {facet.name: _buckets(answer[facet.name]) for facet in others}
            return {**counts, **{name: count() for name, count in own.items()}}, int(answer["total"]["value"])

        return counted

    def _without_own_filter(self, facet: Facet) -> Callable[[], dict[str, int]]:
        if self._is_everything(without=facet.name):
            return lambda: self._of_everything()[facet.name]
        answering = self._aggregating(self._restricted(without=facet.name), _wanted([facet]))
        return lambda: _buckets(answering()[facet.name])

    def _aggregating(self, query: Query, wanted: dict[str, Any]) -> Callable[[], Mapping[str, Any]]:
        """Begun now; all that needs Python is done on this side, which would wait for it otherwise."""
        return self._aside(partial(self._searcher.aggregate, query, wanted))

    def _is_everything(self, *, without: str | None = None) -> bool:
        """Whether no word and no filter but that one narrows the kind."""
        narrowed = self._text.is_asked or self._query.kind in self._ranked
        return not narrowed and not self._filters.keys() - {without}

    def _of_everything(self) -> Counts:
        kind = self._query.kind
        return self._remember(kind.value, lambda: self._count_all(build.of_kind(kind), facets_for(kind)))

    def _remember(self, name: str, count: Callable[[], Counts]) -> Counts:
        if name not in self._remembered:
            self._remembered[name] = count()
        return self._remembered[name]

    def _facets(self, counts: Mapping[str, Mapping[str, int]]) -> tuple[FacetResult, ...]:
        chosen = self._query.selections
        return tuple(
            facet_result(facet.name, counts[facet.name], tuple(chosen.get(facet.name, ())))
            for facet in self._query.counted
        )

    def _count_all(self, query: Query, facets: Sequence[Facet]) -> Counts:
        answer = self._searcher.aggregate(query, _wanted(facets))
        return {facet.name: _buckets(answer[facet.name]) for facet in facets}

    def _count(self, query: Query, field: str) -> dict[str, int]:
        return _buckets(self._searcher.aggregate(query, {field: _terms(field)})[field])


def _wanted(facets: Sequence[Facet]) -> dict[str, Any]:
    return {facet.name: _terms(facet.field) for facet in facets}


def _terms(field: str) -> dict[str, Any]:
    return {"terms": {"field": field, "size": MOST_VALUES}}


def _buckets(answer: Mapping[str, Any]) -> dict[str, int]:
    return {bucket["key"]: int(bucket["doc_count"]) for bucket in answer["buckets"]}


def _by_title(query: SearchQuery) -> bool:
    """Without text nothing is more relevant than anything: reports come by date, the others by title."""
    return query.sort is Sort.TITLE or (query.sort is Sort.RELEVANCE and query.kind is not Kind.REPORTS)


def _by_score(searcher: tantivy.Searcher, query: Query, offset: int, size: int) -> Found:
    """Best first; equal scores by key, whatever the segments: the last tie of the page is read to its end."""
    last = offset + size
    wanted = last + _OVERLAP
    hits = searcher.search(query, wanted, count=False).hits
    while len(hits) == wanted and hits[-1][0] == hits[last - 1][0]:
        wanted *= 4
        hits = searcher.search(query, wanted, count=False).hits
    ranks = searcher.fast_field_values("rank", [address for _score, address in hits]) if hits else []
    ordered = sorted(zip(hits, ranks, strict=True), key=lambda pair: (-pair[0][0], pair[1]))
    return [hit for hit, _rank in ordered[offset:last]]


def _every(searcher: tantivy.Searcher, query: Query) -> dict[str, float]:
    """Key and score of every document that matches."""
    hits = searcher.search(query, max(1, searcher.num_docs), count=False).hits
    return {key_of_rank(rank): score for (score, _address), rank in zip(hits, _ranks(searcher, hits), strict=True)}


def _in_order(searcher: tantivy.Searcher, query: Query, keys: Sequence[str]) -> Found:
    """Every document that matches, in the order of the keys."""
    places = {key_rank(key): place for place, key in enumerate(keys)}
    hits = searcher.search(query, max(1, len(keys)), count=False).hits
    placed = zip((places[rank] for rank in _ranks(searcher, hits)), hits, strict=True)
    return [hit for _place, hit in sorted(placed, key=lambda pair: pair[0])]


def _ranks(searcher: tantivy.Searcher, hits: Found) -> list[int]:
    """`key_rank` of each hit."""
    values: Any = searcher.fast_field_values("rank", [address for _score, address in hits]) if hits else []
    return list(values)


def _completions(searcher: tantivy.Searcher, query: Query, limit: int) -> list[SearchDocument]:
    return [_read(searcher, address) for _score, address in _by_score(searcher, query, 0, limit)]


def _read(searcher: tantivy.Searcher, address: tantivy.DocAddress) -> SearchDocument:
    return SearchDocument.from_json(_payload(searcher, address))


def _payload(searcher: tantivy.Searcher, address: tantivy.DocAddress) -> Any:
    return orjson.loads(searcher.doc(address)["payload"][0])
