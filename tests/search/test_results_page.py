"""What a page of results makes of an answer, from answers written by hand."""

from dataclasses import replace
from typing import Any

import pytest
from django.utils.safestring import mark_safe

from search.documents import Kind
from search.facets import BY_NAME
from search.queries import FacetCount, FacetResult, HeardPlace, Hit, Removal, SearchQuery, SearchResults, Sort
from search.results_page import ResultsPage, reasons, some, tree_rows

TOTALS = {Kind.REPORTS: 12, Kind.NEEDS: 2, Kind.ACTORS: 0, Kind.NETWORKS: 4}
HEAT = FacetCount("canicule", 7, selected=True, label="Canicule")
FLOOD = FacetCount("inondation", 5, label="Inondation")
PLACES = (
    FacetCount("region-11", 9, label="Île-de-France"),
    FacetCount("departement-75", 8, label="Paris", parent="region-11", depth=1),
    FacetCount("region-84", 7, label="Auvergne-Rhône-Alpes"),
    FacetCount("departement-38", 4, label="Isère", parent="region-84", depth=1),
    FacetCount("commune-38185", 3, label="Grenoble (38)", parent="departement-38", depth=2),
    FacetCount("departement-69", 3, label="Rhône", parent="region-84", depth=1),
)


def page_of(query: SearchQuery, *, directory: Kind | None = None, **answer: Any) -> ResultsPage:
    return ResultsPage(SearchResults(query, **{"total": 12, "totals": TOTALS, **answer}), directory=directory)


def hit(**card: Any) -> Hit:
    return Hit("report:1", Kind.REPORTS, "Titre", mark_safe("Titre"), mark_safe(""), "/retours/1/", None, card)


def hot(**options: Any) -> SearchQuery:
    return SearchQuery("eau", selections={"hazard": ("canicule",), "need": ("a",)}, **options)


def test_tabs_keep_the_text_and_the_filters_that_their_kind_has() -> None:
    query = replace(hot(page=3), selections={"hazard": ("canicule",), "stage": ("agir",)})
    tabs = page_of(query).tabs
    assert [(tab.url, tab.count, tab.current) for tab in tabs] == [
        ("/recherche/?q=eau&etape=agir&alea=canicule", 12, True),
        ("/recherche/?q=eau&type=besoins&etape=agir", 2, False),
        ("/recherche/?q=eau&type=acteurs", 0, False),
        ("/recherche/?q=eau&type=reseaux", 4, False),
    ]


def test_a_directory_has_no_tabs_and_keeps_its_address() -> None:
    page = page_of(SearchQuery("eau", Kind.ACTORS, sort=Sort.TITLE), directory=Kind.ACTORS)
    assert (page.tabs, page.path, page.parameters) == ([], "/acteurs/", [("tri", "titre")])
    assert (page.url, page.everywhere_url) == ("/acteurs/?q=eau&tri=titre", "/recherche/?q=eau")


def test_each_filter_is_removed_alone_at_the_first_page() -> None:
    facets = (FacetResult("hazard", (HEAT, FLOOD)), FacetResult("need", (FacetCount("a", 1, True, "Un besoin"),)))
    page = page_of(hot(page=2, sort=Sort.DATE), facets=facets)
    assert [(tag.label, tag.remove_url) for tag in page.filters] == [
        ("Canicule", "/recherche/?q=eau&besoin=a&tri=date"),
        ("Un besoin", "/recherche/?q=eau&alea=canicule&tri=date"),
    ]
    assert page.clear_url == "/recherche/?q=eau&tri=date"


def test_one_of_two_values_is_removed_alone() -> None:
    chosen = FacetResult("hazard", (HEAT, replace(FLOOD, selected=True)))
    page = page_of(SearchQuery(selections={"hazard": ("canicule", "inondation")}), facets=(chosen,))
    assert [tag.remove_url for tag in page.filters] == ["/recherche/?alea=inondation", "/recherche/?alea=canicule"]


@pytest.mark.parametrize(
    ("query", "orders"),
    [
        (SearchQuery("eau"), [("pertinence", True), ("date", False), ("titre", False)]),
        (SearchQuery(), [("date", True), ("titre", False)]),
        (SearchQuery(sort=Sort.TITLE), [("date", False), ("titre", True)]),
        (SearchQuery("eau", Kind.NETWORKS), [("pertinence", True), ("titre", False)]),
        (SearchQuery("eau", Kind.NETWORKS, sort=Sort.DATE), [("pertinence", True), ("titre", False)]),
        (SearchQuery(kind=Kind.NETWORKS), []),
    ],
    ids=["text", "no text", "by title", "no date", "date of the undated", "one order"],
)
def test_only_the_orders_that_differ_are_offered(query: SearchQuery, orders: list[tuple[str, bool]]) -> None:
    assert [(order.label, order.current) for order in page_of(query).orders] == orders


def test_the_default_order_is_not_written() -> None:
    assert [order.url for order in page_of(hot(sort=Sort.DATE, page=4)).orders] == [
        "/recherche/?q=eau&besoin=a&alea=canicule",
        "/recherche/?q=eau&besoin=a&alea=canicule&tri=date",
        "/recherche/?q=eau&besoin=a&alea=canicule&tri=titre",
    ]
    assert page_of(SearchQuery(sort=Sort.TITLE)).orders[0].url == "/recherche/"


def test_pages_keep_the_rest_of_the_address() -> None:
    page = page_of(SearchQuery("eau", page=2, per_page=5))
    assert page.pages["links"] == [(n, f"/recherche/?q=eau{f'&page={n}' if n > 1 else ''}") for n in (1, 2, 3)]
    assert (page.pages["previous"], page.pages["next"]) == ("/recherche/?q=eau", "/recherche/?q=eau&page=3")
    ends = [page_of(SearchQuery(page=n, per_page=5)).pages for n in (1, 3)]
    assert [(end["previous"], end["next"]) for end in ends] == [("", "/recherche/?page=2"), ("/recherche/?page=2", "")]


def test_titles_tell_pages_apart() -> None:
    titles = [page_of(SearchQuery(text, page=n)).head_title for text, n in (("", 1), ("eau", 1), ("eau", 2))]
    spaced = "«\u00a0eau\u00a0»\u00a0: retours d’expérience"
    assert titles == ["Recherche\u00a0: retours d’expérience", spaced, f"{spaced}, page 2"]


def test_a_tree_shows_its_top_and_the_chosen_path() -> None:
    def shown(chosen: str) -> list[tuple[str, int, bool]]:
        counts = [replace(count, selected=count.value == chosen) for count in PLACES]
        return [(row.item.value, row.level, row.locked) for row in tree_rows(counts)]

    assert shown("") == [("region-11", 1, False), ("region-84", 1, False)]
    assert shown("region-84") == [
        ("region-84", 1, False),
        ("departement-38", 2, False),
        ("departement-69", 2, False),
        ("region-11", 1, False),
    ]
    assert shown("commune-38185") == [
        ("region-84", 1, True),
        ("departement-38", 2, True),
        ("commune-38185", 3, False),
        ("departement-69", 2, False),
        ("region-11", 1, False),
    ]


def test_chosen_values_and_their_place_are_never_folded() -> None:
    regions = tuple(FacetCount(f"region-{n}", 20 - n, label=str(n)) for n in range(10, 20))
    inside = tuple(FacetCount(f"departement-{n}", 1, n == 7, str(n), "region-19", 1) for n in range(9))
    group = page_of(SearchQuery(), facets=(FacetResult("territory", (*regions, *inside)),)).facets[0]
    assert [row.item.value for row in group.head] == ["region-19", *(f"departement-{n}" for n in range(9))]
    assert (len(group.rest), group.chosen) == (9, 1)


def test_a_value_is_never_folded_alone() -> None:
    counts = tuple(FacetCount(str(n), 1, label=str(n)) for n in range(8))
    groups = page_of(SearchQuery(), facets=(FacetResult("hazard", counts[:7]), FacetResult("theme", counts))).facets
    assert [(len(group.head), len(group.rest)) for group in groups] == [(7, 0), (6, 2)]


def test_help_names_the_filter_to_remove_and_the_nearest_needs() -> None:
    removal = Removal(BY_NAME["hazard"], "Canicule", 3)
    need = replace(hit(), kind=Kind.NEEDS, title="Garder l’eau", url="/besoins/eau/")
    page = page_of(hot(), total=0, removal=removal, nearest_needs=(need,))
    assert page.help == [
        ("/recherche/?q=eau&besoin=a", "Retirer le filtre « Canicule »", "3\u00a0retours"),
        ("/besoins/eau/", "Lire le besoin « Garder l’eau »", ""),
    ]
    assert [tab.label for tab in page.other_tabs] == ["Besoins", "Réseaux"]


@pytest.mark.parametrize(
    ("query", "facets", "title"),
    [
        (SearchQuery("eau"), (), "Aucun retour pour «\u00a0eau\u00a0»"),
        (hot(), (FacetResult("hazard", (HEAT,)),), "Aucun retour pour «\u00a0eau\u00a0» avec ces filtres"),
        (SearchQuery(kind=Kind.NETWORKS), (), "Aucun réseau avec ces filtres"),
    ],
    ids=["text", "both", "filters"],
)
def test_nothing_is_said_with_what_was_asked(query: SearchQuery, facets: Any, title: str) -> None:
    assert page_of(query, total=0, facets=facets).nothing == title


def test_remarks_say_how_the_question_was_understood() -> None:
    answer: dict[str, Any] = {"ignored_text": True, "relaxed": True, "corrected": ("inondatoin",)}
    assert len(page_of(SearchQuery("le"), hits=(hit(),), **answer).remarks) == 3
    assert len(page_of(SearchQuery("le"), **answer).remarks) == 1
    assert page_of(SearchQuery("eau"), hits=(hit(),)).remarks == []


def test_a_place_that_is_heard_is_not_called_misspelt() -> None:
    place = HeardPlace("Isère", SearchQuery(selections={"territory": ("departement-38",)}), 2)
    page = page_of(SearchQuery("canicul isère"), hits=(hit(),), corrected=("canicul", "isère"), place=place)
    assert page.remarks == ["Orthographe approchée pour «\u00a0canicul\u00a0»."]


def test_what_is_set_aside_is_said_once() -> None:
    results = SearchResults(SearchQuery(), unknown=((BY_NAME["need"], "x"),))
    page = ResultsPage(results, set_aside=[("Tri", "y"), (BY_NAME["need"].label, "x")])
    assert [(str(what), value) for what, value in page.set_aside] == [("Tri", "y"), ("Besoin", "x")]


def test_reasons_are_the_terms_that_hold_a_word_of_the_question() -> None:
    found = hit(needs=[["/besoins/a/", "Vivre avec la chaleur"]], hazards=["Fortes chaleurs", "Crue"], stages=["Agir"])
    assert reasons(found, SearchQuery("les chaleurs").parsed().stems()) == (
        "besoin « Vivre avec la chaleur »",
        "aléa ou stress « Fortes chaleurs »",
    )
    assert reasons(found, frozenset()) == ()


def test_a_card_names_a_few_actors() -> None:
    assert some(["a", "b", "c", "d"]) == ["a", "b", "c", "d"]
    assert some(["a", "b", "c", "d", "e"]) == ["a", "b", "c", "et 2 autres"]
