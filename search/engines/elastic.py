"""Elasticsearch and OpenSearch behind the contract of `search.engines.base`: requests of `elastic_body`, sent and read.

What is usual costs one request: the page is asked as if every word were known and some document held them all, beside
the counts that tell whether that is so. It is asked again where it is not.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any, Self, TypeVar

from django.conf import settings

from search import analysis
from search.documents import Kind, SearchDocument, key_of_rank, key_rank
from search.engines import elastic_body as body
from search.engines.base import NOTHING_RANKED, Capabilities, EngineUnavailable, LexicalScores, NotSupported, Ranked
from search.engines.elastic_body import Reading
from search.engines.elastic_index import IndexFamily
from search.engines.elastic_schema import WINDOW
from search.engines.elastic_wire import Access, ElasticsearchClient, OpenSearchClient, Refused, Wire
from search.engines.suggesting import SUGGESTED_KINDS, share, suggestion
from search.queries import FacetResult, Hit, SearchQuery, SearchResults, Suggestion, facet_result
from search.relevance import score_unit

Answer = Mapping[str, Any]
Read = TypeVar("Read", SearchDocument, Hit)
READ_AT_ONCE = 500  # whole documents of one answer


class ElasticEngine:
    """`SearchEngine` on a server; `prefix` sets its indexes apart from those of another site."""

    def __init__(self, wire: Wire, *, name: str, prefix: str, replicas: int = 1) -> None:
        self.capabilities = Capabilities(name=name, inline=False, vectors=False, max_window=WINDOW)
        self._wire = wire
        self._family = IndexFamily(wire, prefix=prefix, replicas=replicas)

    def search(self, query: SearchQuery, *, ranked: Ranked = NOTHING_RANKED) -> SearchResults:
        if query.offset + query.per_page > WINDOW:
            raise NotSupported(f"the server pages through {WINDOW} results")
        reading = Reading(query.parsed())
        guessed = self._guess(query, reading)
        planned, page = self._ask(self._plan(query, reading), body.page(query, guessed, ranked))
        reading = self._read_plan(query, reading, planned)
        if _differs(query, ranked, guessed, reading):
            (page,) = self._ask(body.page(query, reading, ranked))
        total = int(page["hits"]["total"]["value"])
        return SearchResults(
            query=query,
            total=total,
            totals=_totals(query, reading, page, total),
            hits=self._hits(query, reading, page, ranked),
            facets=_facets(query, page["aggregations"]),
            relaxed=query.kind not in ranked and reading.minimums[query.kind] < reading.words,
            corrected=reading.corrected,
            ignored_text=reading.parsed.ignored,
        )

    def counts(self, queries: Sequence[SearchQuery], *, ranked: Ranked = NOTHING_RANKED) -> tuple[int, ...]:
        if not queries:
            return ()
        readings = self._read_all(queries)
        asked = [body.total(query, reading, ranked) for query, reading in zip(queries, readings, strict=True)]
        return tuple(int(answer["hits"]["total"]["value"]) for answer in self._ask(*asked))

    def scores(self, query: SearchQuery, terms: Mapping[str, float], *, kinds: Sequence[Kind]) -> LexicalScores:
        parsed = query.parsed()
        reading = Reading(parsed)
        wanted = body.scored_terms(parsed, terms, kinds)
        planned, scored, complete = self._ask(
            self._plan(query, reading),
            body.every(wanted),
            body.every(body.holding_everything(reading, kinds)),
        )
        reading = self._read_plan(query, reading, planned)
        if reading.misspelt:
            (complete,) = self._ask(body.every(body.holding_everything(reading, kinds)))
        unit = score_unit(int(planned["hits"]["total"]["value"])) * sum(terms.values())
        found = self._all(body.holding_everything(reading, kinds), complete) if parsed.clauses else ()
        return LexicalScores(
            {key_of_rank(rank): score / unit for rank, score in self._all(wanted, scored)},
            frozenset(key_of_rank(rank) for rank, _score in found),
        )

    def suggest(self, text: str, *, limit: int) -> tuple[Suggestion, ...]:
        asked = [wanted for kind in SUGGESTED_KINDS if (wanted := body.completions(text, kind, limit=limit))]
        if not asked:
            return ()
        found = [_documents(answer) for answer in self._ask(*asked)]
        words = analysis.folded_words(text)
        return tuple(suggestion(document, words) for document in share(found, limit))

    def similar(self, key: str, *, limit: int) -> tuple[Hit, ...]:
        (found,) = self._ask(body.documents([key]))
        documents = _documents(found)
        if not documents:
            return ()
        (answer,) = self._ask(body.resembling(documents[0], limit=limit))
        return _hits(answer)

    def nearest(self, vector: Sequence[float], *, kind: Kind, limit: int) -> tuple[Hit, ...]:
        raise NotSupported("the server keeps no vectors: they are compared in the site's own process")

    def keys(self) -> frozenset[str]:
        (first,) = self._ask(body.every(body.everything()))
        return frozenset(key_of_rank(rank) for rank, _score in self._all(body.everything(), first))

    def documents(self) -> Iterator[SearchDocument]:
        keys = sorted(self.keys())
        for start in range(0, len(keys), READ_AT_ONCE):
            (answer,) = self._ask(body.documents(keys[start : start + READ_AT_ONCE]))
            yield from _documents(answer)

    def index(self, documents: Iterable[SearchDocument]) -> None:
        self._family.put({document.key: document for document in documents}.values())

    def remove(self, keys: Iterable[str]) -> None:
        self._family.remove(dict.fromkeys(keys))

    def rebuild(self, documents: Iterable[SearchDocument]) -> int:
        return self._family.rebuild(documents)

    def _ask(self, *bodies: body.Body) -> list[Answer]:
        try:
            return self._wire.ask(self._family.serving, bodies)
        except Refused as refused:
            raise self._family.explain(refused) from refused

    def _plan(self, query: SearchQuery, reading: Reading) -> body.Body:
        return body.plan(reading, body.asked_levels(query, reading.words))

    def _guess(self, query: SearchQuery, reading: Reading) -> Reading:
        """As if the strictest level found something in every kind."""
        strictest = body.asked_levels(query, reading.words)[0]
        return Reading(reading.parsed, minimums=dict.fromkeys(Kind, strictest))

    def _read_all(self, queries: Sequence[SearchQuery]) -> list[Reading]:
        """Questions that differ by their filters or kind are read once."""
        texts = {(query.text, query.loose): query for query in queries}
        readings = {asked: Reading(query.parsed()) for asked, query in texts.items()}
        planned = self._ask(*(self._plan(query, readings[asked]) for asked, query in texts.items()))
        read = {
            asked: self._read_plan(query, readings[asked], answer)
            for (asked, query), answer in zip(texts.items(), planned, strict=True)
        }
        return [read[query.text, query.loose] for query in queries]

    def _read_plan(self, query: SearchQuery, reading: Reading, planned: Answer) -> Reading:
        """The question with its typos and levels; typos change what reaches a level, so that it is planned again."""
        misspelt = _misspelt(reading, planned["aggregations"])
        if misspelt:
            reading = Reading(reading.parsed, misspelt)
            (planned,) = self._ask(self._plan(query, reading))
        return _levelled(reading, planned["aggregations"], body.asked_levels(query, reading.words))

    def _hits(self, query: SearchQuery, reading: Reading, page: Answer, ranked: Ranked) -> tuple[Hit, ...]:
        stems = reading.parsed.stems()
        if not body.is_ordered_above(query, ranked):
            return _hits(page, stems=stems)
        wanted = body.restricted(query.kind, query.selections, reading, ranked)
        present = {rank for rank, _score in self._all(wanted, page)}
        ordered = [key for key in dict.fromkeys(ranked[query.kind]) if key_rank(key) in present]
        keys = ordered[query.offset : query.offset + query.per_page]
        if not keys:
            return ()
        (answer,) = self._ask(body.documents(keys))
        found = {hit.key: hit for hit in _hits(answer, stems=stems)}
        return tuple(found[key] for key in keys if key in found)

    def _all(self, query: Any, first: Answer) -> Iterator[tuple[int, float]]:
        """Rank and score of all that a query finds, window after window; `first` is the answer to the first one."""
        answer = first
        while rows := answer["hits"]["hits"]:
            for row in rows:
                yield int(row["sort"][0]), float(row.get("_score") or 0.0)
            if len(rows) < WINDOW:
                return
            (answer,) = self._ask(body.every(query, after=rows[-1]["sort"][0]))


class ElasticsearchEngine(ElasticEngine):
    @classmethod
    def from_settings(cls) -> Self:
        return cls(Wire.from_settings(ElasticsearchClient(Access.from_settings())), name="elasticsearch", **_options())


class OpenSearchEngine(ElasticEngine):
    @classmethod
    def from_settings(cls) -> Self:
        return cls(Wire.from_settings(OpenSearchClient(Access.from_settings())), name="opensearch", **_options())


def _options() -> dict[str, Any]:
    return {"prefix": settings.RELAIS_SEARCH_INDEX_PREFIX, "replicas": settings.RELAIS_SEARCH_REPLICAS}


def _misspelt(reading: Reading, aggregations: Answer) -> frozenset[str]:
    """Words of which no alternative is known: each of its stems is in some field."""
    buckets = aggregations[body.KNOWN]["buckets"] if body.KNOWN in aggregations else {}
    stems = body.unproven_stems(reading.parsed)
    known = {stem for place, stem in enumerate(stems) if buckets[str(place)]["doc_count"]}
    return frozenset(
        clause.written
        for clause in reading.parsed.words
        if clause.typos and not any(known.issuperset(option.stems) for option in clause.alternatives)
    )


def _levelled(reading: Reading, aggregations: Answer, levels: Sequence[int]) -> Reading:
    """For each kind the strictest level that finds something; the last one where none does."""
    counts = {level: _buckets(aggregations[body.LEVELS]["buckets"][str(level)][body.KINDS]) for level in levels}
    minimums = {kind: next((level for level in levels if counts[level].get(kind.value)), levels[-1]) for kind in Kind}
    found = {kind: counts[minimums[kind]].get(kind.value, 0) for kind in Kind}
    return Reading(reading.parsed, reading.misspelt, minimums, found)


def _differs(query: SearchQuery, ranked: Ranked, guessed: Reading, reading: Reading) -> bool:
    """Whether the page was asked by other words or levels than it should have been."""
    used = [kind for kind in (query.kind, *body.counted_apart(query, ranked)) if kind not in ranked]
    return any(reading.misspelt or guessed.minimums[kind] != reading.minimums[kind] for kind in used)


def _totals(query: SearchQuery, reading: Reading, page: Answer, total: int) -> dict[Kind, int]:
    """What each tab would show: the same text, and the filters that apply to that kind."""
    apart = page["aggregations"].get(body.TOTALS, {}).get(body.KINDS, {}).get("buckets", {})
    return {
        kind: int(apart[kind.value]["doc_count"]) if kind.value in apart else reading.found[kind] for kind in Kind
    } | {query.kind: total}


def _facets(query: SearchQuery, aggregations: Answer) -> tuple[FacetResult, ...]:
    others = aggregations[body.OTHERS]
    return tuple(
        facet_result(
            facet.name,
            _buckets(aggregations.get(body.without(facet), others)[facet.name]),
            tuple(query.selections.get(facet.name, ())),
        )
        for facet in query.counted
    )


def _buckets(answer: Answer) -> dict[str, int]:
    return {bucket["key"]: bucket["doc_count"] for bucket in answer["buckets"]}


def _documents(answer: Answer) -> list[SearchDocument]:
    return _each(answer, lambda row: SearchDocument.from_json(row["_source"]["payload"]))


def _hits(answer: Answer, *, stems: frozenset[str] = frozenset()) -> tuple[Hit, ...]:
    def read(row: Answer) -> Hit:
        return Hit.from_json(row["_source"]["payload"], score=row.get("_score") or 0.0, stems=stems)

    return tuple(_each(answer, read))


def _each(answer: Answer, read: Callable[[Answer], Read]) -> list[Read]:
    """EngineUnavailable where one is none of ours any more: someone has been in the index."""
    found = []
    for row in answer["hits"]["hits"]:
        try:
            found.append(read(row))
        except (AttributeError, KeyError, TypeError, ValueError) as error:
            raise EngineUnavailable(f"the index holds a damaged document, {row['_id']}", rebuild=True) from error
    return found
