"""What views, feeds and the API call: one question in, everything that its page shows out.

The engine ranks and counts; the database has the last word on what may be seen (`visible`) and says what values are
called. The number of queries is the same whatever the number of results.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from functools import lru_cache
from typing import Any, TypeVar

from django.conf import settings
from django.db import connection
from django.utils.translation import gettext as _

from network_site.metrics import timed_search
from search import heard_places, indexing, outbox
from search.builders import BY_KIND, BY_PREFIX
from search.documents import Kind
from search.engines import get_engine, patience
from search.engines.base import NOTHING_RANKED, EngineUnavailable, Ranked, SearchEngine
from search.facets import BY_NAME, Facet
from search.labels import Known, Label, known_labels, labels_for
from search.models import SentenceVector
from search.queries import (
    FacetCount,
    FacetResult,
    HeardPlace,
    Hit,
    Removal,
    SearchQuery,
    SearchResults,
    Sort,
    Spelling,
    Suggestion,
    UsedExpansion,
)
from search.ranking import ranker
from search.ranking.ranker import Understanding
from search.ranking.reading import Reading
from search.semantic import store
from search.semantic.embedders import get_embedder

MOST_VALUES = 300  # of one facet on a page; a chosen value and the containers of a shown one always are among them
SUGGESTIONS = 8
NEAREST_NEEDS = 3
MOST_STATEMENTS = 100  # remembered, one for each kind and number of results

Unavailable = EngineUnavailable
"""The search cannot answer now: the name that rooms above may use, which know of no engine."""

Labels = Mapping[str, Mapping[str, Label]]
Found = TypeVar("Found", Hit, Suggestion)
Answer = TypeVar("Answer")


@patience.one_wait()
def search(query: SearchQuery) -> SearchResults:
    """Hits that may be seen, labelled facets, and what to do when nothing is found. EngineUnavailable."""
    chosen = {name: values for name, values in query.selections.items() if name in BY_NAME and values}
    names = known_labels()
    known = labels_for(chosen, names)
    accepted = {name: kept for name, values in chosen.items() if (kept := _accepted(values, known[name]))}
    unknown = tuple(
        (BY_NAME[name], value) for name, values in chosen.items() for value in values if value not in known[name]
    )
    understood = _asking(lambda engine: ranker.understand(query, engine))
    ranked = understood.ranked if understood else NOTHING_RANKED
    results = _asking(lambda engine: engine.search(replace(query, selections=accepted), ranked=ranked))
    results = _understood(replace(results, unknown=unknown), understood)
    seen = {hit.key for hit in still_visible((*results.hits, *results.need_hints))}
    results = replace(
        results,
        hits=_fresh(tuple(hit for hit in results.hits if hit.key in seen), query.kind),
        need_hints=_fresh(tuple(hit for hit in results.need_hints if hit.key in seen), Kind.NEEDS),
        facets=_labelled(results.facets, names),
        place=_heard_place(query, names) if query.counting is None else None,
    )
    return results if results.total else _with_help(results, ranked, known)


def usable(query: SearchQuery) -> tuple[SearchQuery, tuple[str, ...]]:
    """What is left of a question to be asked again later: its first page without the values that no vocabulary knows,
    the smaller place deciding; and what its filters are called. Two queries at most.
    """
    known = labels_for({name: values for name, values in query.selections.items() if name in BY_NAME})
    kept = {name: _accepted(query.selections[name], labels) for name, labels in known.items()}
    names = tuple(known[name][value].text for name, values in kept.items() for value in values)
    selections = {name: values for name, values in kept.items() if values}
    return replace(query, selections=selections, sort=Sort.RELEVANCE, page=1), names


def _understood(results: SearchResults, understood: Understanding | None) -> SearchResults:
    """The same results with what was understood: needs heard, expansions used, another spelling."""
    if understood is None:
        return results
    reading, kind = understood.reading, results.query.kind
    return replace(
        results,
        relaxed=understood.partial if kind is Kind.REPORTS and kind in understood.ranked else results.relaxed,
        need_hints=tuple(Hit.of(need) for need in understood.needs),
        expansions=tuple(UsedExpansion(used.term, used.means) for used in reading.expansions),
        spelling=_spelling(reading, kind),
    )


def _spelling(reading: Reading, kind: Kind) -> Spelling | None:
    """The mended question, where a word that nothing holds is another that this kind holds."""
    mended = [SearchQuery(right, kind=kind) for _wrong, right in reading.corrections]
    return Spelling(reading.text) if mended and any(get_engine().counts(mended)) else None


def _heard_place(query: SearchQuery, known: Known) -> HeardPlace | None:
    narrowed = heard_places.narrowed(query, known.wide_places, known.departements) if query.text else None
    if narrowed is None:
        return None
    label, asked = narrowed
    (count,) = counts([asked])
    return HeardPlace(label, asked, count) if count else None


def _accepted(values: Sequence[str], known: Mapping[str, Label]) -> tuple[str, ...]:
    """The values that mean something. A place within another chosen one narrows it: « Isère » after its region means
    Isère, or choosing it would change nothing.
    """
    named = tuple(value for value in values if value in known)
    containers = {container for value in named for container in known[value].containers}
    return tuple(value for value in named if value not in containers)


@patience.one_wait()
def counts(queries: Sequence[SearchQuery]) -> tuple[int, ...]:
    """How many results each question would give, in order: questions of one text and kind, with other filters. Values
    that no vocabulary knows find nothing. EngineUnavailable.
    """
    if not queries:
        return ()
    understood = _asking(lambda engine: ranker.understand(queries[0], engine))
    ranked = understood.ranked if understood else NOTHING_RANKED
    return _asking(lambda engine: engine.counts(queries, ranked=ranked))


@patience.one_wait()
def suggest(text: str, *, limit: int = SUGGESTIONS) -> tuple[Suggestion, ...]:
    """Titles that complete what is typed. EngineUnavailable."""
    return still_visible(_asking(lambda engine: engine.suggest(text, limit=limit)))


@patience.one_wait()
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
    keys = {BY_PREFIX[prefix].key(pk) for prefix, wanted in pks.items() for pk in _visible_among(prefix, wanted)}
    return tuple(each for each in found if each.key in keys)


def _visible_among(prefix: str, pks: Sequence[int]) -> list[int]:
    sql, parameters = _visibility(prefix, len(pks))
    with connection.cursor() as cursor:
        cursor.execute(sql, [*parameters, *pks])
        return [pk for (pk,) in cursor.fetchall()]


@lru_cache(maxsize=MOST_STATEMENTS)
def _visibility(prefix: str, count: int) -> tuple[str, Sequence[Any]]:
    """The statement that says which of so many objects may be seen, and its parameters before their primary keys. Every
    page asks it: writing it took Django thirty times longer than the database to answer.
    """
    places = list(range(count))
    asked = BY_PREFIX[prefix].visible().filter(pk__in=places).order_by().values_list("pk", flat=True)
    sql, parameters = asked.query.sql_with_params()
    if list(parameters[-count:]) != places:
        raise AssertionError(f"the primary keys do not come last: {sql}")
    return sql, parameters[:-count]


def _asking(ask: "Callable[[SearchEngine], Answer]") -> "Answer":
    """What the engine answers; an index that is missing or damaged is made again first, where that is quick."""
    engine = get_engine()
    try:
        with timed_search(engine.capabilities.name):
            return ask(engine)
    except EngineUnavailable as error:
        if not (error.rebuild and outbox.is_quickly_restored()):
            raise
    indexing.restore()
    return ask(engine)


def _fresh(hits: tuple[Hit, ...], kind: Kind) -> tuple[Hit, ...]:
    """Cards completed with what other objects decide, such as the number of reports of a need or an actor."""
    if not hits:
        return ()
    added = _reports_of_needs(hits) if kind is Kind.NEEDS else BY_KIND[kind].fresh_card([hit.pk for hit in hits])
    return tuple(replace(hit, card={**hit.card, **added.get(hit.pk, {})}) for hit in hits)


def _reports_of_needs(needs: Sequence[Hit]) -> dict[int, dict[str, int]]:
    """As the filter by a need counts them: thousands of reports may answer it, too many for the database to check."""
    asked = [SearchQuery(selections={"need": (need.card["slug"],)}) for need in needs]
    return {need.pk: {"reports": count} for need, count in zip(needs, get_engine().counts(asked), strict=True)}


def _labelled(facets: Sequence[FacetResult], known: Known) -> tuple[FacetResult, ...]:
    """Facets that have something to choose, their values named and in the order of the page."""
    shown = [replace(facet, counts=facet.counts[:MOST_VALUES]) for facet in facets]
    names = labels_for({facet.name: [count.value for count in facet.counts] for facet in shown}, known)
    named = [_named(facet, names[facet.name]) for facet in shown]
    return tuple(facet for facet in named if facet.counts)


def _named(facet: FacetResult, names: Mapping[str, Label]) -> FacetResult:
    counts = [count for count in facet.counts if count.value in names]
    if facet.facet.hierarchical:
        return replace(facet, counts=tuple(_nested(counts, names)))
    for each in counts:
        each.label = names[each.value].text
    return replace(facet, counts=tuple(sorted(counts, key=lambda each: (not each.selected, -each.count, each.label))))


def _nested(counts: Iterable[FacetCount], names: Mapping[str, Label]) -> list[FacetCount]:
    """Depth first: each value after its nearest container that is shown, siblings by count and then by name."""
    by_value = {count.value: count for count in counts}
    children: dict[str | None, list[FacetCount]] = defaultdict(list)
    for count in by_value.values():
        parent = next((code for code in names[count.value].containers if code in by_value), None)
        children[parent].append(count)

    def walk(parent: str | None, depth: int) -> Iterable[FacetCount]:
        for each in sorted(children[parent], key=lambda each: (-each.count, names[each.value].text)):
            each.label, each.parent, each.depth = names[each.value].text, parent, depth
            yield each
            yield from walk(each.value, depth + 1)

    return list(walk(None, 0))


def _with_help(results: SearchResults, ranked: Ranked, known: Labels) -> SearchResults:
    """Without result: the filter to remove, and the needs nearest to the text."""
    query = results.query
    needs: tuple[Hit, ...] = ()
    if query.text.strip():
        asked = SearchQuery(query.text, kind=Kind.NEEDS, per_page=NEAREST_NEEDS, loose=True, counting=())
        needs = still_visible(get_engine().search(asked).hits)
    return replace(results, removal=_best_removal(query, ranked, known), nearest_needs=needs)


def _best_removal(query: SearchQuery, ranked: Ranked, known: Labels) -> Removal | None:
    facets: list[Facet] = [BY_NAME[name] for name in query.selections if BY_NAME[name].applies_to(query.kind)]
    without = [query.without(facet.name) for facet in facets]
    counts = get_engine().counts(without, ranked=ranked) if facets else ()
    count, facet = max(zip(counts, facets, strict=True), key=lambda pair: pair[0], default=(0, None))
    if facet is None or not count:
        return None
    return Removal(facet, ", ".join(known[facet.name][value].text for value in query.selections[facet.name]), count)


def semantic_status() -> str:
    """In words for the admin: whether the search compares meanings, with what, and how far it has got."""
    if store.is_too_large():
        return _(
            "Recherche par les mots : plus de %(most)d retours, trop pour comparer leur sens sur cette machine."
        ) % {"most": settings.RELAIS_SEARCH_MOST_RANKED}
    embedder = get_embedder()
    if embedder is None:
        if settings.RELAIS_EMBEDDER == "none":
            return _("Recherche par les mots, les besoins et les pratiques liées : le sens des phrases est désactivé.")
        return _(
            "Recherche par les mots, les besoins et les pratiques liées : le composant « semantic » n’est pas installé."
        )
    kept = SentenceVector.objects.filter(model=embedder.model).count()
    return _("Recherche par les mots et par le sens : %(count)d phrases comparées avec %(model)s.") % {
        "count": kept,
        "model": embedder.model,
    }
