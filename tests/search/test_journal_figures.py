"""Figures of searches by period, and the file that a spreadsheet opens."""

import csv
from io import StringIO
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from search.journal import figures
from search.journal.figures import Period
from tests.factories.journal import SearchCountFactory, weeks_ago
from tests.factories.kernel import TerritoryFactory, UserFactory
from tests.factories.practices import NeedFactory, StageFactory


def rows(title: str, period: Period = Period.QUARTER) -> list[tuple[str | int, ...]]:
    (table,) = (table for table in figures.tables(period) if str(table.title) == title)
    return list(table.rows)


@pytest.mark.django_db
class TestTables:
    def test_texts_are_ordered_and_told_from_three_searches_on(self) -> None:
        SearchCountFactory(text="chaleur", searches=4, results=9)
        SearchCountFactory(text="chaleur", searches=2, results=7, week=weeks_ago(2))
        SearchCountFactory(text="chaleur", searches=3, results=2, kind="acteurs")
        SearchCountFactory(text="puits", searches=5)
        SearchCountFactory(text="rare", searches=2)
        SearchCountFactory(text="filtre", filters="etape=agir")
        assert rows("Les plus cherchés") == [
            ("chaleur", "Retours d’expérience", 6, 9),
            ("puits", "Retours d’expérience", 5, 0),
            ("chaleur", "Acteurs", 3, 2),
        ]
        assert rows("Sans résultat") == [("puits", "Retours d’expérience", 5)]

    @pytest.mark.parametrize(("period", "weeks"), [(Period.MONTH, 4), (Period.QUARTER, 13), (Period.YEAR, 52)])
    def test_a_period_counts_whole_weeks_and_this_one(self, period: Period, weeks: int) -> None:
        SearchCountFactory(text="dedans", week=weeks_ago(weeks - 1))
        SearchCountFactory(text="dehors", week=weeks_ago(weeks))
        assert [row[0] for row in rows("Les plus cherchés", period)] == ["dedans"]

    def test_filters_are_named_and_added_up_over_texts(self) -> None:
        StageFactory(slug="agir", label="Agir")
        TerritoryFactory(departement_kind=True, code="38", name="Isère")
        SearchCountFactory(filters="etape=agir&territoire=departement-38", searches=2)
        SearchCountFactory(filters="etape=agir", searches=2)
        SearchCountFactory(filters="etape=disparue&inconnu=x", searches=3)
        assert rows("Filtres utilisés") == [("Étape", "Agir", 4), ("Étape", "disparue", 3)]

    def test_needs_most_shown(self) -> None:
        need = NeedFactory(label="Vivre la chaleur")
        SearchCountFactory(need=need, searches=2)
        SearchCountFactory(need=need, searches=1, kind="acteurs")
        SearchCountFactory(need=NeedFactory(), searches=2)
        assert rows("Besoins les plus proposés") == [("Vivre la chaleur", 3)]

    def test_weeks_count_everything_even_what_is_rare(self) -> None:
        SearchCountFactory(searches=1, results=4)
        SearchCountFactory(searches=2)
        SearchCountFactory(searches=1, week=weeks_ago(1), results=1)
        assert [row[1:] for row in rows("Par semaine")] == [(3, 2), (1, 0)]

    def test_queries_do_not_grow_with_what_was_searched(self, django_assert_max_num_queries: Any) -> None:
        for number in range(12):
            StageFactory(slug=f"etape-{number}")
            SearchCountFactory(filters=f"besoin=besoin-{number}&etape=etape-{number}", need=NeedFactory())
        with django_assert_max_num_queries(7):
            figures.tables(Period.YEAR)


@pytest.mark.django_db
class TestPage:
    @pytest.fixture(autouse=True)
    def _signed_in(self, client: Client) -> None:
        client.force_login(UserFactory(administrator=True))

    def page(self, client: Client, **options: str) -> str:
        return client.get(reverse("search_figures:index"), options).content.decode()

    def test_it_says_what_is_asked_and_for_which_period(self, client: Client) -> None:
        SearchCountFactory(text="cherche souvent", searches=1234, week=weeks_ago(8))
        assert "cherche souvent" in self.page(client)
        assert "1\u00a0234" in self.page(client, periode="12-mois")
        assert "cherche souvent" not in self.page(client, periode="4-semaines")

    def test_an_unknown_period_is_the_usual_one(self, client: Client) -> None:
        assert 'href="?periode=3-mois" class="button" aria-current="page"' in self.page(client, periode="toujours")

    def test_nothing_yet_is_said(self, client: Client) -> None:
        assert self.page(client).count("Rien encore pour cette période") == 5

    def test_a_hostile_text_is_text(self, client: Client) -> None:
        SearchCountFactory(text="<script>alert(1)</script>")
        assert "<script>alert(1)" not in self.page(client)

    def test_the_export_opens_in_a_spreadsheet_and_computes_nothing(self, client: Client) -> None:
        SearchCountFactory(text='=hyperlink("x";"clic")')
        SearchCountFactory(text="rare", searches=2)
        answer = client.get(reverse("search_figures:index"), {"export": "csv", "periode": "4-semaines"})
        assert answer["Content-Type"] == "text/csv; charset=utf-8"
        assert answer["Content-Disposition"] == 'attachment; filename="recherches-4-semaines.csv"'
        text = answer.content.decode("utf-8-sig")
        written = list(csv.reader(StringIO(text), delimiter=";"))
        assert written[0] == ["Les plus cherchés", "Texte", "Parmi", "Recherches", "Résultats"]
        assert written[1] == ["Les plus cherchés", '\'=hyperlink("x";"clic")', "Retours d’expérience", "3", "0"]
        assert "rare" not in text


@pytest.mark.parametrize("start", figures.FORMULA_STARTS)
def test_a_cell_that_would_compute_is_quoted(start: str) -> None:
    assert figures.inert(f"{start}1") == f"'{start}1"


@given(st.text() | st.integers(min_value=0))
def test_no_cell_starts_a_formula(cell: object) -> None:
    written = figures.inert(cell)
    assert not written.startswith(figures.FORMULA_STARTS)
    assert written.removeprefix("'") == str(cell).removeprefix("'")
