"""What was typed, read; and the values that travel between page and engine."""

import datetime
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from practices.models import ExperienceReportPage
from search import facets
from search.documents import Kind, SearchDocument, document_key, key_rank
from search.facets import BY_NAME, FACETS, facets_for
from search.highlighting import highlight, highlight_prefixes, passage
from search.queries import Hit, SearchQuery, SearchResults, facet_result, parse_text
from search.relevance import minimum_words
from search.report_builder import EVIDENCE_SLUGS


@pytest.mark.parametrize(
    ("text", "phrases", "words"),
    [
        pytest.param("eau pluie", [], ["eau", "pluie"], id="words"),
        pytest.param('"eau de pluie" cour', ["eau de pluie"], ["cour"], id="phrase"),
        pytest.param("« eau de pluie »", ["eau de pluie"], [], id="French quotes"),
        pytest.param("“eau” cour", ["eau"], ["cour"], id="curly quotes"),
        pytest.param('eau "cour', [], ["eau", "cour"], id="unbalanced"),
        pytest.param('"de la" eau', [], ["eau"], id="a phrase of stop words"),
        pytest.param("eau eau Eau", [], ["eau", "Eau"], id="repeated"),
        pytest.param("eau AND pluie OR NOT", [], ["eau", "pluie"], id="operators"),
        pytest.param("éco-quartier", [], ["éco-quartier"], id="compound"),
    ],
)
def test_parsing(text: str, phrases: list[str], words: list[str]) -> None:
    parsed = parse_text(text)
    assert [clause.written for clause in parsed.phrases] == phrases
    assert [clause.written for clause in parsed.words] == words


def test_a_compound_has_two_readings() -> None:
    (clause,) = parse_text("éco-quartier").words
    assert [option.stems for option in clause.alternatives] == [("eco", "quarti"), ("ecoquarti",)]


@pytest.mark.parametrize(("text", "typos"), [("RES2", 0), ("PNACC", 0), ("pnacc", 1), ("eau", 0), ("canicule", 2)])
def test_codes_and_capitals_forgive_no_typo(text: str, typos: int) -> None:
    (clause,) = parse_text(text).words
    assert clause.typos == typos


@given(st.text(max_size=200))
def test_anything_can_be_read(text: str) -> None:
    parsed = parse_text(text)
    assert len(parsed.clauses) <= 32
    assert not (parsed.ignored and parsed.clauses)


@pytest.mark.parametrize(
    ("count", "minimums"),
    [(0, (0,)), (1, (1,)), (2, (2,)), (3, (3, 2, 1)), (4, (2, 1)), (7, (3, 2, 1))],
)
def test_short_questions_are_precise_and_long_ones_relax(count: int, minimums: tuple[int, ...]) -> None:
    assert minimum_words(count) == minimums


@given(
    st.builds(
        SearchDocument,
        key=st.integers(1, 99).map(lambda pk: document_key(Kind.REPORTS, pk)),
        kind=st.sampled_from(Kind),
        title=st.text(),
        labels=st.lists(st.text()).map(tuple),
        questions=st.lists(st.text()).map(tuple),
        facets=st.dictionaries(st.sampled_from(sorted(BY_NAME)), st.lists(st.text()).map(tuple)),
        date=st.none() | st.dates(),
        card=st.dictionaries(st.text(), st.none() | st.booleans() | st.integers() | st.text()),
    )
)
def test_documents_survive_json(document: SearchDocument) -> None:
    assert SearchDocument.from_json(document.to_json()) == document


def test_ranks_order_keys_by_kind_then_number() -> None:
    keys = ["actor:7", "need:1", "network:3", "report:2", "report:10"]
    assert sorted(set(keys), key=key_rank) == keys
    with pytest.raises(ValueError, match="nothing"):
        key_rank("page:1")


def test_pages_and_ranks() -> None:
    results = SearchResults(SearchQuery(page=3, per_page=20), total=41)
    assert (results.pages, results.past_the_end, results.first, results.last) == (3, False, 0, 40)
    assert SearchResults(SearchQuery()).pages == 1


def test_counts_keep_the_chosen_first() -> None:
    counts = facet_result("need", {"a": 1, "b": 5, "c": 5}, ("a", "z")).counts
    assert [(count.value, count.count, count.selected) for count in counts] == [
        ("a", 1, True),
        ("z", 0, True),
        ("b", 5, False),
        ("c", 5, False),
    ]


def test_each_facet_has_its_own_name_and_parameter() -> None:
    assert len({facet.param for facet in FACETS}) == len({facet.name for facet in FACETS}) == len(FACETS)
    assert [facet.param for facet in facets_for(Kind.REPORTS) if facet.open] == [
        *("besoin", "etape", "theme", "territoire", "type-territoire", "alea"),
    ]
    assert [facet.param for facet in facets_for(Kind.ACTORS)] == ["type-acteur", "territoire", "type-territoire"]
    assert [facet.param for facet in facets_for(Kind.NETWORKS)] == ["echelle", "famille", "region", "besoin", "theme"]
    assert [facet.param for facet in facets_for(Kind.NEEDS)] == ["etape"]


def test_closed_lists_are_those_of_the_model() -> None:
    assert list(facets.NATURES) == ExperienceReportPage.Kind.values
    assert set(EVIDENCE_SLUGS) == set(ExperienceReportPage.Evidence.values)
    assert list(EVIDENCE_SLUGS.values()) == list(facets.EVIDENCE)


@given(st.text(alphabet="<>&\"'éa ", max_size=30))
def test_highlights_hold_no_markup_but_marks(text: str) -> None:
    for html in (
        highlight(text, frozenset({"ea", "a"})),
        passage([text], frozenset({"ea"})),
        highlight_prefixes(text, ["e"]),
    ):
        assert "<" not in html.replace("<mark>", "").replace("</mark>", "")


def test_what_was_typed_in_any_form_is_marked() -> None:
    decomposed = "Un e\u0301te\u0301 sans\u200beau"
    document = SearchDocument("report:1", Kind.REPORTS, title=decomposed, summary="", body=decomposed)
    hit = Hit.of(document, stems=frozenset({"ete", "eau"}))
    assert hit.title_html == hit.passage_html == "Un <mark>été</mark> sans <mark>eau</mark>"


def test_a_passage_shows_the_densest_stretch() -> None:
    text = (
        "Une phrase qui ne dit rien. " * 12 + "La crue est venue. Les sirènes ont sonné la crue. " + "Puis rien. " * 30
    )
    html = passage(["", text], frozenset({"crue", "siren", "sonn"}) | frozenset({"cru"}))
    assert html.startswith("… La <mark>crue</mark> est venue. Les <mark>sirènes</mark>")
    assert html.endswith("…")


def test_a_verified_date_comes_back_as_a_date() -> None:
    plain = highlight("t", frozenset())
    hit = Hit("report:1", Kind.REPORTS, "t", plain, plain, "/", None, {})
    assert hit.verified is None
    assert replace(hit, card={"verified": "2026-10-01"}).verified == datetime.date(2026, 10, 1)
