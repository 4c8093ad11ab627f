"""Which texts reach the moderators, for how long, and what the public board says of them."""

from datetime import date, timedelta
from typing import Any
from unittest.mock import patch

import pytest
from django.test import Client
from django.urls import reverse

from network_site import jobs
from search.journal import upkeep
from search.journal_models import SearchCount, UnansweredSearch
from tests.factories.journal import SearchCountFactory, UnansweredSearchFactory, weeks_ago
from tests.factories.practices import NeedFactory

pytestmark = pytest.mark.django_db


def texts() -> list[str]:
    upkeep.gather()
    return list(UnansweredSearch.objects.order_by("text").values_list("text", flat=True))


def test_a_text_is_shown_from_three_searches_on() -> None:
    SearchCountFactory(text="deux fois", searches=2)
    SearchCountFactory(text="trois fois", searches=2)
    SearchCountFactory(text="trois fois", searches=1, week=weeks_ago(5))
    assert texts() == ["trois fois"]
    waiting = UnansweredSearch.objects.get()
    assert (waiting.asked, waiting.last_week, waiting.state) == (3, weeks_ago(0), UnansweredSearch.State.WAITING)


@pytest.mark.parametrize("answered", [{"results": 4}, {"kind": "acteurs"}, {"filters": "etape=agir"}, {"searches": 1}])
def test_only_reports_searched_without_filter_and_not_found_count(answered: dict[str, Any]) -> None:
    SearchCountFactory(**answered)
    assert texts() == []


def test_a_text_that_finds_a_report_at_last_leaves_the_list() -> None:
    SearchCountFactory(text="puits", week=weeks_ago(3))
    assert texts() == ["puits"]
    SearchCountFactory(text="puits", results=1, searches=1)
    assert texts() == []


def test_a_text_that_finds_nothing_any_more_comes_back() -> None:
    SearchCountFactory(text="puits", week=weeks_ago(3), results=2)
    SearchCountFactory(text="puits")
    assert texts() == ["puits"]


def test_a_decision_stays_while_its_count_goes_on() -> None:
    SearchCountFactory(text="puits", searches=7)
    UnansweredSearchFactory(text="puits", state=UnansweredSearch.State.SET_ASIDE, asked=3)
    assert upkeep.gather() == 1
    kept = UnansweredSearch.objects.get()
    assert (kept.asked, kept.state) == (7, UnansweredSearch.State.SET_ASIDE)


def test_gathering_costs_the_same_with_more_texts(django_assert_max_num_queries: Any) -> None:
    SearchCountFactory.create_batch(20)
    with django_assert_max_num_queries(6):
        upkeep.gather()


def test_what_is_a_year_old_is_forgotten_whatever_was_decided() -> None:
    with patch("django.utils.timezone.localdate", return_value=date(2026, 3, 12)):
        SearchCountFactory(text="vieux", week=date(2025, 3, 3))
        SearchCountFactory(text="presque", week=date(2025, 3, 10))
        UnansweredSearchFactory(text="vieux", last_week=date(2025, 3, 3), published=True)
        UnansweredSearchFactory(text="presque", last_week=date(2025, 3, 10))
        assert upkeep.forget() == 2
    for model in (SearchCount, UnansweredSearch):
        assert list(model._default_manager.values_list("text", flat=True)) == ["presque"]


def test_the_jobs_are_registered() -> None:
    registered = {job.name: job for job in jobs.registered()}
    assert registered["search.gather_unanswered"].run is upkeep.gather
    assert registered["search.forget_counts"].run is upkeep.forget
    assert registered["search.forget_counts"].every <= timedelta(days=1)


def board(client: Client) -> str:
    answer = client.get(reverse("search:unanswered"))
    assert answer.status_code == 200
    return answer.content.decode()


def test_the_board_shows_the_published_wording_and_never_the_typed_text(client: Client) -> None:
    UnansweredSearchFactory(text="texte tape", published=True, wording="Comment abriter les marchés ?", asked=12)
    UnansweredSearchFactory(text="texte en attente", wording="Une formulation en attente")
    page = board(client)
    assert "Comment abriter les marchés" in page
    assert "demandé souvent" in page
    for hidden in ("texte tape", "texte en attente", "Une formulation en attente", ">12<"):
        assert hidden not in page


def test_a_line_leads_to_the_practices_of_its_need_and_to_us(client: Client) -> None:
    need = NeedFactory(slug="ombre")
    line = UnansweredSearchFactory(published=True, need=need)
    page = board(client)
    assert 'href="/recherche/?besoin=ombre"' in page
    assert "/contribuer/?titre=" in page
    form = client.get(line.answer_url, follow=True).content.decode()
    assert f'value="{line.wording}"' in form


@pytest.mark.parametrize("need", [None, "draft"])
def test_without_a_need_to_read_a_line_leads_to_needs(client: Client, need: str | None) -> None:
    UnansweredSearchFactory(
        published=True, wording="Abriter les marchés", need=NeedFactory(draft=True) if need else None
    )
    page = board(client)
    assert "/recherche/?q=Abriter+les+march%C3%A9s&amp;type=besoins" in page
    assert "Voir les besoins proches" in page


@pytest.mark.parametrize(
    ("asked", "words"), [(3, "demandé plusieurs fois"), (10, "demandé souvent"), (30, "demandé très souvent")]
)
def test_how_often_is_told_in_words(asked: int, words: str) -> None:
    assert UnansweredSearchFactory.build(asked=asked).asked_in_words == words


def test_an_empty_board_says_so(client: Client) -> None:
    page = board(client)
    assert "Rien n’est publié ici pour le moment" in page
    assert 'href="/besoins/"' in page


def test_a_hostile_wording_is_text(client: Client) -> None:
    UnansweredSearchFactory(published=True, wording="<script>alert('ombre')</script>")
    assert "<script>alert" not in board(client)


def test_the_board_is_paged_and_costs_the_same_whatever_it_holds(
    client: Client, django_assert_num_queries: Any
) -> None:
    UnansweredSearchFactory.create_batch(60, published=True, need=NeedFactory())
    with django_assert_num_queries(2):
        assert 'aria-current="page"' in board(client)
    assert client.get(reverse("search:unanswered"), {"page": "2"}).status_code == 200
    assert client.get(reverse("search:unanswered"), {"page": "99"}).status_code == 404


def test_a_search_without_result_leads_to_the_board(client: Client) -> None:
    page = client.get("/recherche/", {"q": "introuvable"}).content.decode()
    assert f'href="{reverse("search:unanswered")}"' in page
