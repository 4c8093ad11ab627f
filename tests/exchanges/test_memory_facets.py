"""Facets counted in memory: against brute force, and in the order that a reader expects."""

from itertools import product

from django.http import QueryDict
from hypothesis import given
from hypothesis import strategies as st

from exchanges.memory_facets import Facet, Named, Values, chosen_in, counted, fits

NEED, LANGUAGE = Facet("Besoin", "besoin"), Facet("Langue", "langue")
CHOICES = st.fixed_dictionaries({facet.param: st.frozensets(st.sampled_from("abc")) for facet in (NEED, LANGUAGE)})
ITEMS = st.lists(st.fixed_dictionaries({facet.param: st.sets(st.sampled_from("abc")) for facet in (NEED, LANGUAGE)}))


def named(item: dict[str, set[str]]) -> Values:
    return {param: {value: Named(value) for value in values} for param, values in item.items()}


@given(ITEMS, CHOICES)
def test_counts_equal_brute_force(items: list[dict[str, set[str]]], chosen: dict[str, frozenset[str]]) -> None:
    every = [named(item) for item in items]
    for facet, value in product((NEED, LANGUAGE), "abc"):
        others = {param: wanted for param, wanted in chosen.items() if param != facet.param and wanted}
        count = sum(
            value in item[facet.param] and all(item[param] & wanted for param, wanted in others.items())
            for item in items
        )
        lines = {line.value: line for line in counted(facet, every, chosen).values}
        assert (lines[value].count if value in lines else 0) == count
        if value in lines:
            assert lines[value].selected is (value in chosen[facet.param])


@given(ITEMS, CHOICES)
def test_a_choice_only_narrows(items: list[dict[str, set[str]]], chosen: dict[str, frozenset[str]]) -> None:
    every = [named(item) for item in items]
    kept = [item for item in every if fits(item, chosen)]
    assert all(item in every for item in kept)
    assert [item for item in kept if fits(item, {"besoin": chosen["besoin"], "langue": frozenset()})] == kept


def test_a_place_stands_below_the_one_that_holds_it() -> None:
    places = Facet("Territoire", "territoire")
    one, two = Named("Isère", "84"), Named("Drôme", "84")
    every = [
        {"territoire": {"84": Named("Auvergne-Rhône-Alpes"), "38": one}},
        {"territoire": {"84": Named("Auvergne-Rhône-Alpes"), "26": two}},
        {"territoire": {"53": Named("Bretagne")}},
        {"territoire": {"2A": Named("Corse-du-Sud", "94")}},
    ]
    shown = [line.value for line in counted(places, every, {"territoire": frozenset()}).values]
    assert shown == ["84", "26", "38", "53", "2A"]


def test_what_is_chosen_stays_shown_at_zero() -> None:
    every = [named({"besoin": {"a"}, "langue": {"x"}}), named({"besoin": {"b"}, "langue": {"y"}})]
    chosen = {"besoin": frozenset("a"), "langue": frozenset("y")}
    assert [(line.value, line.count) for line in counted(NEED, every, chosen).values] == [("b", 1), ("a", 0)]


def test_an_address_gives_values_and_nothing_else() -> None:
    asked = QueryDict("besoin=eau&besoin=<script>&langue=&page=2&autre=x")
    assert chosen_in(asked, (NEED, LANGUAGE)) == {"besoin": frozenset({"eau"}), "langue": frozenset()}
