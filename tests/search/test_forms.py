"""The form of the search and its way back to an address."""

import pytest
from django.http import QueryDict
from hypothesis import given, settings
from hypothesis import strategies as st

from search.addresses import address, to_parameters
from search.analysis import folded_words
from search.documents import Kind
from search.facets import FACETS, facets_for
from search.forms import (
    LONGEST_UNDONE,
    MOST_CHARACTERS,
    MOST_READ,
    MOST_UNDONE,
    MOST_VALUES,
    UNDONE,
    SearchForm,
    one_line,
)
from search.queries import SearchQuery, Sort

slugs = st.text("abcdefgh0123456789-", min_size=1, max_size=12)
anything = st.text(max_size=40)


@st.composite
def queries(draw: st.DrawFn) -> SearchQuery:
    kind = draw(st.sampled_from(Kind))
    values = st.lists(slugs, min_size=1, max_size=3, unique=True).map(sorted).map(tuple)
    names = st.sampled_from([facet.name for facet in facets_for(kind)])
    text = one_line(draw(anything))
    words = [word for word in text.split() if len(word) <= LONGEST_UNDONE and folded_words(word)]
    return SearchQuery(
        text=text,
        kind=kind,
        selections=draw(st.dictionaries(names, values, max_size=4)),
        sort=draw(st.sampled_from(Sort)),
        page=draw(st.integers(1, 10_000)),
        undone=frozenset(draw(st.lists(st.sampled_from(words), max_size=MOST_UNDONE)) if words else ()),
    )


def form_of(url: str, *, kind: Kind | None = None) -> SearchForm:
    return SearchForm(QueryDict(url.partition("?")[2]), kind=kind)


def query_of(parameters: str, *, kind: Kind | None = None) -> SearchQuery:
    form = SearchForm(QueryDict(parameters), kind=kind)
    assert form.is_valid(), form.errors
    return form.query()


@settings(deadline=None)  # the first example loads every address of the site
@given(queries(), st.booleans())
def test_an_address_says_the_whole_question(query: SearchQuery, within_directory: bool) -> None:
    directory = query.kind if within_directory and query.kind in {Kind.ACTORS, Kind.NETWORKS} else None
    form = form_of(address(query, directory=directory), kind=directory)
    assert form.is_valid()
    assert (form.query(), form.set_aside()) == (query, ())


@given(st.dictionaries(st.sampled_from(["q", "type", "tri", "page", "sans", "besoin", "annee", "autre"]), anything))
def test_only_a_long_text_or_a_page_that_is_no_number_is_refused(values: dict[str, str]) -> None:
    data = QueryDict(mutable=True)
    data.update(values)
    form = SearchForm(data)
    assert form.is_valid() or set(form.errors) == {"page"}
    assert form.query().text == one_line(values.get("q", "")) == form.typed
    form.set_aside()


def test_defaults_are_left_out_of_addresses() -> None:
    assert address(SearchQuery()) == "/recherche/"
    assert address(SearchQuery(kind=Kind.ACTORS), directory=Kind.ACTORS) == "/acteurs/"
    assert address(SearchQuery(kind=Kind.NEEDS), directory=Kind.ACTORS) == "/recherche/?type=besoins"


def test_parameters_stand_in_one_order() -> None:
    chosen = {"theme": ("eau",), "stage": ("z", "a"), "need": ("b",)}
    query = SearchQuery("l’eau ?", Kind.REPORTS, chosen, Sort.DATE, 2, undone=frozenset({"eau", "PLU"}))
    assert to_parameters(query) == [
        ("q", "l’eau ?"),
        ("besoin", "b"),
        ("etape", "a"),
        ("etape", "z"),
        ("theme", "eau"),
        ("sans", "PLU"),
        ("sans", "eau"),
        ("tri", "date"),
        ("page", "2"),
    ]


def test_every_facet_of_a_kind_is_read() -> None:
    for kind in Kind:
        for facet in facets_for(kind):
            query = query_of(f"type={kind.value}&{facet.param}=a&{facet.param}=b&{facet.param}=a")
            assert query.selections == {facet.name: ("a", "b")}
    assert len({facet.param for facet in FACETS} | {"q", "type", "tri", "page", UNDONE}) == len(FACETS) + 5


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("  eau   de\tpluie\n", "eau de pluie"),
        ("e\x00au\x07", "e au"),
        ("inon\u00addation \u202eeau", "inondation eau"),
        ('"eau AND (', '"eau AND ('),
        ("\ud800eau", "eau"),
    ],
    ids=["spaces", "controls", "invisible", "operators", "surrogate"],
)
def test_a_text_is_read_on_one_line(typed: str, read: str) -> None:
    data = QueryDict(mutable=True)
    data["q"] = typed
    form = SearchForm(data)
    assert form.is_valid()
    assert form.query().text == form.typed == read


def test_a_long_text_is_refused_and_kept() -> None:
    form = SearchForm(QueryDict("q=" + "a" * (MOST_CHARACTERS + 1)))
    assert not form.is_valid()
    assert form.errors["q"] == [
        "Votre question compte 301 caractères, pour 300 au plus. Gardez l’essentiel, en une ou deux phrases."
    ]
    assert (form.typed, form.is_too_large, form.query().text) == ("a" * 301, False, "")
    assert SearchForm(QueryDict("q=" + "a" * MOST_CHARACTERS)).is_valid()


def test_a_text_too_large_is_not_read() -> None:
    form = SearchForm(QueryDict("q=" + "a" * (MOST_READ + 1)))
    assert not form.is_valid()
    assert (form.is_too_large, form.typed) == (True, "a" * MOST_CHARACTERS)


@pytest.mark.parametrize(
    "page", ["abc", "0", "-1", "1,5", "9" * 5000], ids=["word", "zero", "negative", "half", "huge"]
)
def test_a_page_that_is_no_number_is_refused(page: str) -> None:
    form = SearchForm(QueryDict(f"q=eau&page={page}"))
    assert not form.is_valid()
    assert (list(form.errors), form.query()) == (["page"], SearchQuery("eau"))


def test_what_cannot_be_used_is_set_aside() -> None:
    form = SearchForm(QueryDict("type=films&tri=hasard&etape=<b>&annee=2022&type-acteur=commune&utm_source=x"))
    assert form.is_valid()
    assert form.query() == SearchQuery(selections={"year": ("2022",)})
    assert {(str(what), value) for what, value in form.set_aside()} == {
        ("Tri", "hasard"),
        ("Type de résultat", "films"),
        ("Type d’acteur", "commune"),
        ("Étape", "<b>"),
    }


def test_more_values_than_anyone_chooses_are_set_aside() -> None:
    form = SearchForm(QueryDict("&".join(f"besoin={number:04}" for number in range(MOST_VALUES + 7))))
    assert form.is_valid()
    assert (len(form.query().selections["need"]), len(form.set_aside())) == (MOST_VALUES, 7)


@pytest.mark.parametrize(
    ("parameters", "undone"),
    [
        ("q=notre+PCAET&sans=pcaet", {"pcaet"}),
        ("q=PCAET+PLU&sans=PLU&sans=PCAET&sans=PLU", {"PCAET", "PLU"}),
        ("q=l’abc+du+climat&sans=ABC+du%0Aclimat", {"ABC du climat"}),
        ("q=PCAET&sans=PLU", set()),
        ("q=PCAETS&sans=PCAET", set()),
        ("sans=PCAET", set()),
        ("q=PCAET&sans=&sans=%20&sans=?", set()),
        (f"q={'a' * 61}&sans={'a' * 61}", set()),
    ],
)
def test_terms_left_as_typed_are_those_of_the_text(parameters: str, undone: set[str]) -> None:
    assert query_of(parameters).undone == undone


def test_more_terms_than_anyone_refuses_are_left_out() -> None:
    words = [f"mot{number:02}" for number in range(MOST_UNDONE + 3)]
    query = query_of(f"q={'+'.join(words)}&" + "&".join(f"sans={word}" for word in words))
    assert query.undone == set(words[:MOST_UNDONE])


def test_a_directory_decides_the_kind() -> None:
    assert query_of("type=besoins&q=eau", kind=Kind.ACTORS) == SearchQuery("eau", Kind.ACTORS)
