"""How the page tells what was understood of a question: words widened, another spelling, needs that resemble it."""

import re
from typing import Any

import pytest
from django.test import Client
from django.utils.safestring import mark_safe

from search import service
from search.documents import Kind
from search.queries import HeardPlace, Hit, SearchQuery, SearchResults, Spelling, UsedExpansion
from search.results_page import ResultsPage

PLAN = UsedExpansion("PCAET", ("plan climat-air-énergie territorial",))
SCHOOL = UsedExpansion("récré", ("cour de récréation", "cour d’école"))


def need(number: int, **card: Any) -> Hit:
    title = f"Besoin {number} & fils"
    return Hit(f"need:{number}", Kind.NEEDS, title, mark_safe(""), mark_safe(""), f"/besoins/{number}/", None, card)


def page_of(query: SearchQuery, *, directory: Kind | None = None, **answer: Any) -> ResultsPage:
    return ResultsPage(SearchResults(query, **{"total": 40, **answer}), directory=directory)


def test_each_widened_term_is_refused_alone_at_the_first_page() -> None:
    page = page_of(SearchQuery("pcaet récré", page=2), expansions=(PLAN, SCHOOL))
    assert [(each.id, each.term, each.means, each.url) for each in page.understood.widened] == [
        ("elargir-pcaet", "PCAET", PLAN.means[0], "/recherche/?q=pcaet+r%C3%A9cr%C3%A9&sans=PCAET"),
        (
            "elargir-recre",
            "récré",
            "cour de récréation, cour d’école",
            "/recherche/?q=pcaet+r%C3%A9cr%C3%A9&sans=r%C3%A9cr%C3%A9",
        ),
    ]


def test_a_refused_term_is_widened_again_under_the_same_id() -> None:
    page = page_of(SearchQuery("pcaet plu", undone=frozenset({"PCAET", "PLU"})))
    assert [(each.id, each.url) for each in page.understood.left_as_typed] == [
        ("elargir-pcaet", "/recherche/?q=pcaet+plu&sans=PLU"),
        ("elargir-plu", "/recherche/?q=pcaet+plu&sans=PCAET"),
    ]


def test_every_address_of_the_page_keeps_what_was_refused() -> None:
    query = SearchQuery("pcaet", undone=frozenset({"pcaet"}))
    page = page_of(query, spelling=Spelling("pcaet eau"), totals=dict.fromkeys(Kind, 40))
    addresses = [
        page.url,
        page.clear_url,
        page.everywhere_url,
        page.understood.spelling.url if page.understood.spelling else "",
    ]
    addresses += [tab.url for tab in page.tabs] + [order.url for order in page.orders] + [page.pages["next"]]
    assert all("sans=pcaet" in each for each in addresses)
    assert ("sans", "pcaet") in page.parameters


@pytest.mark.parametrize(
    ("query", "directory"),
    [
        (SearchQuery("eau", Kind.NEEDS), None),
        (SearchQuery("eau", page=2), None),
        (SearchQuery("eau", Kind.ACTORS), Kind.ACTORS),
    ],
)
def test_needs_are_not_repeated_where_they_are_of_no_use(query: SearchQuery, directory: Kind | None) -> None:
    assert not page_of(query, directory=directory, need_hints=(need(1),)).understood.needs


def test_a_word_is_said_to_be_corrected_only_where_nothing_better_is_said_of_it() -> None:
    found: dict[str, Any] = {"hits": (need(1),), "corrected": ("pcaet", "canicul")}
    query = SearchQuery("pcaet canicul")
    assert len(page_of(query, **found).remarks) == 1
    (remark,) = page_of(query, **found, expansions=(PLAN,)).remarks
    assert ("canicul" in remark, "pcaet" in remark) == (True, False)
    assert page_of(query, **found, spelling=Spelling("pcaet canicule")).remarks == []


def test_a_page_without_result_names_each_need_once() -> None:
    page = page_of(SearchQuery("eau"), total=0, need_hints=(need(1),), nearest_needs=(need(1), need(2)))
    assert [url for url, _label, _number in page.help] == ["/besoins/2/"]


@pytest.fixture
def answered(monkeypatch: pytest.MonkeyPatch, db: None) -> Any:
    """The page of an answer written by hand: the view, its form and its templates are the real ones."""

    def answered(client: Client, address: str, *, htmx: bool = False, **answer: Any) -> str:
        monkeypatch.setattr(service, "search", lambda query: SearchResults(query, **answer))
        response = client.get(address, headers={"HX-Request": "true"} if htmx else {})
        assert response.status_code == 200
        return re.sub(r"\s+", " ", response.content.decode())

    return answered


@pytest.mark.parametrize("htmx", [False, True])
def test_the_page_says_what_was_widened_and_how_to_undo_it(client: Client, answered: Any, htmx: bool) -> None:
    html = answered(client, "/recherche/?q=pcaet", htmx=htmx, expansions=(PLAN,), total=0)
    assert "Recherche élargie&nbsp;: PCAET" in html
    assert 'data-say="Recherche élargie : PCAET, plan climat-air-énergie territorial"' in html
    assert 'id="elargir-pcaet" href="/recherche/?q=pcaet&amp;sans=PCAET"' in html
    assert html.index('id="resultats"') < html.index("Recherche élargie")


def test_once_refused_it_can_be_widened_again(client: Client, answered: Any) -> None:
    html = answered(client, "/recherche/?q=pcaet&sans=PCAET")
    assert "PCAET est cherché tel quel" in html
    assert 'id="elargir-pcaet" href="/recherche/?q=pcaet"' in html
    assert '<input type="hidden" name="sans" value="PCAET">' in html


def test_a_term_that_is_not_in_the_text_is_not_shown_back(client: Client, answered: Any) -> None:
    assert "Arnaque" not in answered(client, "/recherche/?q=eau&sans=Arnaque")


def test_nothing_that_is_refused_becomes_markup(client: Client, answered: Any) -> None:
    html = answered(client, "/recherche/?q=%22%3E%3Cb%3Epcaet&sans=%22%3E%3Cb%3Epcaet")
    assert "est cherché tel quel" in html
    assert "<b>pcaet" not in html


def test_another_spelling_is_a_plain_link_for_the_field_is_outside_what_changes(client: Client, answered: Any) -> None:
    html = answered(client, "/recherche/?q=canicul&etape=agir", spelling=Spelling("canicule l’été"), total=0)
    link = '<p>Vouliez-vous dire <a href="/recherche/?q=canicule+l%E2%80%99%C3%A9t%C3%A9">canicule l’été</a>&nbsp;?</p>'
    assert link in html.replace("&amp;etape=agir", "")


def test_a_territory_is_offered_with_what_it_gives(client: Client, answered: Any) -> None:
    asked = SearchQuery("canicule", selections={"territory": ("departement-38",)})
    html = answered(client, "/recherche/?q=canicule+is%C3%A8re", place=HeardPlace("Isère", asked, 4), total=0)
    link = '<a href="/recherche/?q=canicule&amp;territoire=departement-38">Isère</a> (4 retours)'
    assert f"Chercher dans ce territoire&nbsp;: {link}" in html


@pytest.mark.parametrize("total", [0, 3])
def test_needs_that_resemble_the_question_come_with_their_reports(client: Client, answered: Any, total: int) -> None:
    needs = (need(1, reports=6), need(2, reports=1), need(3))
    html = answered(client, "/recherche/?q=eau", need_hints=needs, total=total)
    assert "Votre besoin ressemble à…" in html
    assert re.findall(r'<a href="(/besoins/\d/)">', html) == ["/besoins/1/", "/besoins/2/", "/besoins/3/"]
    assert "Besoin 1 &amp; fils" in html
    assert "6 retours y répondent" in html
    assert "(1 retour) ou <a" in html


def test_a_question_that_is_understood_as_it_stands_says_nothing(client: Client, answered: Any) -> None:
    html = answered(client, "/recherche/?q=eau")
    assert "Vouliez-vous dire" not in html
    assert "besoin ressemble" not in html
    assert "data-say" not in html
