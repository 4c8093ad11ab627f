"""Facets of lists short enough to be read whole: alternatives inside a facet, all facets together, each value counted
without the choice of its own facet.
"""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final, NamedTuple

from django.http import QueryDict
from django.utils.functional import Promise

from search.forms import MOST_VALUES, VALUE


class Named(NamedTuple):
    """What a value is called, and the value that it stands under."""

    label: str
    parent: str | None = None


Values = Mapping[str, Mapping[str, Named]]
"""Of one item of the list: facet → value → its name."""

Chosen = Mapping[str, frozenset[str]]
"""Facet → values that the reader chose; empty, the facet cuts nothing."""


@dataclass(frozen=True, slots=True)
class Value:
    """A line of a facet, and how many items it gives."""

    value: str
    label: str
    count: int
    selected: bool
    parent: str | None = None


@dataclass(frozen=True, slots=True)
class Facet:
    """Declared without `values`; `counted` gives them."""

    label: str | Promise
    param: str
    values: tuple[Value, ...] = ()
    open: bool = True


NOTHING: Final[frozenset[str]] = frozenset()


def chosen_in(parameters: QueryDict, facets: Iterable[Facet]) -> Chosen:
    """What the address asks for; what no vocabulary could hold is left out."""
    asked = {facet.param: parameters.getlist(facet.param)[:MOST_VALUES] for facet in facets}
    return {param: frozenset(value for value in values if VALUE.fullmatch(value)) for param, values in asked.items()}


def fits(values: Values, chosen: Chosen, *, but: str = "") -> bool:
    """Whether an item is kept; the choice of the facet `but` is set aside."""
    return all(not wanted or param == but or wanted & set(values[param]) for param, wanted in chosen.items())


def counted(facet: Facet, every: Collection[Values], chosen: Chosen) -> Facet:
    """The facet with its values: the most frequent first, then by name, each below the one that it stands under."""
    counts: Counter[str] = Counter()
    known: dict[str, Named] = {}
    for values in every:
        known |= values[facet.param]
        if fits(values, chosen, but=facet.param):
            counts.update(values[facet.param].keys())
    mine = chosen.get(facet.param, NOTHING)
    rows = [Value(value, name.label, counts[value], value in mine, name.parent) for value, name in known.items()]
    shown = sorted((row for row in rows if row.count or row.selected), key=lambda row: (-row.count, row.label))
    return replace(facet, values=tuple(in_tree(shown)))


def in_tree(rows: Sequence[Value]) -> Iterable[Value]:
    """Two levels: what stands under nothing shown is at the top."""
    listed = {row.value for row in rows}
    for top in rows:
        if top.parent not in listed:
            yield top
            yield from (row for row in rows if row.parent == top.value)
