"""Labels of facet values. A process reads each once, until one of them changes: the stamp of the expansions tells,
which `search/signals.py` renews.

What is missing is read with two queries whatever its number: one union of the vocabularies, one of territories.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from django.apps import apps
from django.db.models import CharField, F, Model, Value
from django.db.models.functions import Cast, Concat

from network_site.territories.models import Territory
from search.analysis import folded_words
from search.expansion_models import ExpansionStamp
from search.facets import BY_NAME, FACETS, TERRITORY_VOCABULARY, Facet

_LABELS: Mapping[str, Any] = {
    "practices.SustainableGoal": Concat(Value("ODD "), Cast("number", CharField()), Value(" · "), F("label")),
    "practices.ReportKeyword": F("name"),
}
"""What a vocabulary's value is called, where it is not its `label`."""

Wanted = Mapping[str, Iterable[str]]
"""Facet name → values."""


@dataclass(frozen=True, slots=True)
class Label:
    """`containers`: the values that hold this one, the nearest first."""

    text: str
    containers: tuple[str, ...] = ()


class Known(dict[str, dict[str, Label]]):
    """Facet → value → label, of values that a vocabulary knows."""

    @cached_property
    def wide_places(self) -> Mapping[tuple[str, ...], tuple[str, str]]:
        """Folded words of the name of each région and département → its value and its name; the région, where both are
        called so.
        """
        return {folded_words(name): (pk, name) for pk, name in self._wide}

    @cached_property
    def departements(self) -> Mapping[str, str]:
        """The value of each → its name."""
        return {pk: name for pk, name in self._wide if pk.startswith(f"{Territory.Kind.DEPARTEMENT}-")}

    @cached_property
    def _wide(self) -> list[tuple[str, str]]:
        """One query, the first time that it is asked."""
        kinds = (Territory.Kind.DEPARTEMENT, Territory.Kind.REGION)
        rows = Territory.objects.filter(kind__in=kinds).order_by("kind", "pk")
        return list(rows.values_list("pk", "name"))


@dataclass(slots=True)
class _Memory:
    """What this process has read, and the stamp that it was read under."""

    stamp: object = None
    labels: Known = field(default_factory=Known)


_memory = _Memory()


def known_labels() -> Known:
    """What was read under the stamp in force, which `labels_for` completes. One query."""
    stamp = ExpansionStamp.current()
    if stamp is None or stamp != _memory.stamp:
        _memory.stamp, _memory.labels = stamp, Known()
    return _memory.labels


def labels_for(wanted: Wanted, known: Known | None = None) -> Mapping[str, Mapping[str, Label]]:
    """Facet → value → label, without the values that no vocabulary knows, and with others that were asked before.
    `known`: of `known_labels`, for a page that asks several times.
    """
    known = known_labels() if known is None else known
    named = {name: known.setdefault(name, {}) for name in wanted if BY_NAME[name].vocabulary}
    missing = {name: [value for value in wanted[name] if value not in labels] for name, labels in named.items()}
    for name, labels in _read({name: values for name, values in missing.items() if values}).items():
        known[name].update(labels)
    own = {name: _own_labels(BY_NAME[name], values) for name, values in wanted.items() if name not in named}
    return {**named, **own}


def vocabularies() -> set[type[Model]]:
    """Models whose objects are values of facets."""
    return {apps.get_model(facet.vocabulary) for facet in FACETS if facet.vocabulary}


def _own_labels(facet: Facet, values: Iterable[str]) -> dict[str, Label]:
    """In the reader's language."""
    return {value: Label(text) for value in values if (text := facet.own_label(value))}


def _read(wanted: Wanted) -> Known:
    found = Known((name, {}) for name in wanted)
    for name, slug, text in _vocabulary_rows(wanted):
        found[name][slug] = Label(text)
    territories = _territories(wanted)
    for name, values in wanted.items():
        if BY_NAME[name].vocabulary == TERRITORY_VOCABULARY:
            found[name] = {value: territories[value] for value in values if value in territories}
    return found


def _vocabulary_rows(wanted: Wanted) -> Iterable[tuple[str, str, str]]:
    queries: list[Any] = [
        _vocabulary_query(BY_NAME[name], values)
        for name, values in wanted.items()
        if BY_NAME[name].vocabulary != TERRITORY_VOCABULARY
    ]
    rows: Iterable[tuple[str, str, str]] = queries[0].union(*queries[1:], all=True) if queries else ()
    return rows


def _vocabulary_query(facet: Facet, values: Iterable[str]) -> Any:
    model = apps.get_model(facet.vocabulary or "")
    rows = model._default_manager.order_by().filter(slug__in=list(values))
    text = _LABELS.get(facet.vocabulary or "", F("label"))
    named = rows.annotate(facet_name=Value(facet.name, CharField()), facet_text=Cast(text, CharField()))
    return named.values_list("facet_name", "slug", "facet_text")


def _territories(wanted: Wanted) -> dict[str, Label]:
    codes = {
        value for name, values in wanted.items() if BY_NAME[name].vocabulary == TERRITORY_VOCABULARY for value in values
    }
    if not codes:
        return {}
    return {
        place.pk: Label(str(place), place.ancestors_codes()[1:]) for place in Territory.objects.filter(pk__in=codes)
    }
