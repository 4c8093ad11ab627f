"""Labels of facet values, read with two queries whatever their number: one union of the vocabularies, one of
territories.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.db.models import CharField, F, Value
from django.db.models.functions import Cast, Concat

from network_site.territories.models import Territory
from search.facets import BY_NAME, TERRITORY_VOCABULARY, Facet

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


def labels_for(wanted: Wanted) -> dict[str, dict[str, Label]]:
    """Facet → value → label, without the values that no vocabulary knows."""
    found: dict[str, dict[str, Label]] = {name: {} for name in wanted}
    for name, slug, text in _vocabulary_rows(wanted):
        found[name][slug] = Label(text)
    territories = _territories(wanted)
    for name, values in wanted.items():
        facet = BY_NAME[name]
        if facet.vocabulary == TERRITORY_VOCABULARY:
            found[name] = {value: territories[value] for value in values if value in territories}
        elif facet.vocabulary is None:
            found[name] = {value: Label(text) for value in values if (text := facet.own_label(value))}
    return found


def _vocabulary_rows(wanted: Wanted) -> Iterable[tuple[str, str, str]]:
    queries: list[Any] = [
        _vocabulary_query(BY_NAME[name], values) for name, values in wanted.items() if _has_table(name) and values
    ]
    rows: Iterable[tuple[str, str, str]] = queries[0].union(*queries[1:], all=True) if queries else ()
    return rows


def _has_table(name: str) -> bool:
    return BY_NAME[name].vocabulary not in {None, TERRITORY_VOCABULARY}


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
