"""What views, feeds and the API call: one question in, everything that its page shows out.

The engine ranks and counts; the database has the last word on what may be seen (`visible`) and says what values are
called. The number of queries is the same whatever the number of results.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from typing import TypeVar

from search import indexing, outbox
from search.builders import BY_KIND, BY_PREFIX
from search.documents import Kind
from search.engines import get_engine
from search.engines.base import EngineUnavailable, SearchEngine
from search.facets import BY_NAME, Facet
from search.labels import Label, labels_for
from search.queries import FacetCount, FacetResult, Hit, Removal, SearchQuery, SearchResults, Suggestion

MOST_VALUES = 300  # of one facet on a page; a chosen value and the containers of a shown one always are among them
SUGGESTIONS = 8
NEAREST_NEEDS = 3

Labels = Mapping[str, Mapping[str, Label]]
Found = TypeVar("Found", Hit, Suggestion)
Answer = TypeVar("Answer")


def search(query: SearchQuery) -> SearchResults:
    """Hits that may be seen, labelled facets, and what to do when nothing is found. EngineUnavailable."""
    chosen = {name: values for name, values in query.selections.items() if name in BY_NAME and values}
    known = labels_for(chosen)
    accepted = {name: kept for name, values in chosen.items() if (kept := _accepted(values, known[name]))}
    unknown = tuple(
        (BY_NAME[name], value) for name, values in chosen.items() for value in values if value not in known[name]
    )
    results = _asking(lambda engine: engine.search(replace(query, selections=accepted)))
    results = replace(
        results, hits=_fresh(still_visible(results.hits), query.kind), facets=_labelled(results.facets), unknown=unknown
    )
    return results if results.total else _with_help(results, get_engine(), known)


def _accepted(values: Sequence[str], known: Mapping[str, Label]) -> tuple[str, ...]:
    """The values that mean something. A place within another chosen one narrows it: « Isère » after its region means
    Isère, or choosing it would change nothing.
    """
    named = tuple(value for value in values if value in known)
    containers = {container for value in named for container in known[value].containers}
    return tuple(value for value in named if value not in containers)


def counts(queries: Sequence[SearchQuery]) -> tuple[int, ...]:
    """How many results each question would give, in order: questions of one text and kind, with other filters. Values
    that no vocabulary knows find nothing. EngineUnavailable.
    """
    return _asking(lambda engine: engine.counts(queries)) if queries else ()


def suggest(text: str, *, limit: int = SUGGESTIONS) -> tuple[Suggestion, ...]:
    """Titles that complete what is typed. EngineUnavailable."""
    return still_visible(_asking(lambda engine: engine.suggest(text, limit=limit)))


def similar(key: str, *, limit: int = 3) -> tuple[Hit, ...]:
    """Documents of the same kind that share most with this one. EngineUnavailable."""
    hits = still_visible(_asking(lambda engine: engine.similar(key, limit=limit)))
    return _fresh(hits, hits[0].kind) if hits else ()


def still_visible(found: "Sequence[Found]") -> "tuple[Found, ...]":
    """What the database still lets anyone see: an index may be late, a page never shows what was withdrawn."""
    pks: dict[str, list[int]] = defaultdict(list)
    for each in found:
        prefix, _separator, pk = each.key.partition(":")
        pks[prefix].append(int(pk))
    keys = {
        BY_PREFIX[prefix].key(pk)
        for prefix, wanted in pks.items()
        for pk in BY_PREFIX[prefix].visible().filter(pk__in=wanted).values_list("pk", flat=True)
    }
    return tuple(each for each in found if each.key in keys)


def _asking(ask: "Callable[[SearchEngine], Answer]") -> "Answer":
    """What the engine answers; an index that is missing or damaged is made again first, where that is quick."""
    try:
        return ask(get_engine())
    except EngineUnavailable as error:
        if not (error.rebuild and outbox.is_quickly_restored()):
            raise
    indexing.restore()
    return ask(get_engine())


def _fresh(hits: tuple[Hit, ...], kind: Kind) -> tuple[Hit, ...]:
    """Cards completed with what other objects decide, such as the number of reports of a need."""
    added = BY_KIND[kind].fresh_card([hit.pk for hit in hits]) if hits else {}
    return tuple(replace(hit, card={**hit.card, **added.get(hit.pk, {})}) for hit in hits)


def _labelled(facets: Sequence[FacetResult]) -> tuple[FacetResult, ...]:
    """Facets that have something to choose, their values named and in the order of the page."""
    shown = [replace(facet, counts=facet.counts[:MOST_VALUES]) for facet in facets]
    names = labels_for({facet.name: [count.value for count in facet.counts] for facet in shown})
    named = [_named(facet, names[facet.name]) for facet in shown]
    return tuple(facet for facet in named if facet.counts)


def _named(facet: FacetResult, names: Mapping[str, Label]) -> FacetResult:
    counts = [replace(count, label=names[count.value].text) for count in facet.counts if count.value in names]
    if facet.facet.hierarchical:
        return replace(facet, counts=tuple(_nested(counts, names)))
    return replace(
        facet, counts=tuple(sorted(counts, key=lambda count: (not count.selected, -count.count, count.label)))
    )


def _nested(counts: Iterable[FacetCount], names: Mapping[str, Label]) -> list[FacetCount]:
    """Depth first: each value after its nearest container that is shown, siblings by count and then by name."""
    by_value = {count.value: count for count in counts}
    children: dict[str | None, list[FacetCount]] = defaultdict(list)
    for count in by_value.values():
        parent = next((code for code in names[count.value].containers if code in by_value), None)
        children[parent].append(replace(count, parent=parent))

    def walk(parent: str | None, depth: int) -> Iterable[FacetCount]:
        for count in sorted(children[parent], key=lambda each: (-each.count, each.label)):
            yield replace(count, depth=depth)
            yield from walk(count.value, depth + 1)

    return list(walk(None, 0))


def _with_help(results: SearchResults, engine: SearchEngine, known: Labels) -> SearchResults:
    """Without result: the filter to remove, and the needs nearest to the text."""
    query = results.query
    needs: tuple[Hit, ...] = ()
    if query.text.strip():
        asked = SearchQuery(query.text, kind=Kind.NEEDS, per_page=NEAREST_NEEDS, loose=True)
        needs = still_visible(engine.search(asked).hits)
    return replace(results, removal=_best_removal(query, engine, known), nearest_needs=needs)


def _best_removal(query: SearchQuery, engine: SearchEngine, known: Labels) -> Removal | None:
    facets: list[Facet] = [BY_NAME[name] for name in query.selections if BY_NAME[name].applies_to(query.kind)]
    counts = engine.counts([query.without(facet.name) for facet in facets]) if facets else ()
    count, facet = max(zip(counts, facets, strict=True), key=lambda pair: pair[0], default=(0, None))
    if facet is None or not count:
        return None
    return Removal(facet, ", ".join(known[facet.name][value].text for value in query.selections[facet.name]), count)
