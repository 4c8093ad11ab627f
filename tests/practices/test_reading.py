"""The pure parts of what pages show: facts in words, citations, the report of the week."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest

from practices.citation import Citation, escaped
from practices.models import ExperienceReportPage
from practices.reading.cards import published_reports
from practices.reading.facts import costs, duration, funding_lines, period, price_range, staff
from practices.reading.freshness import months_after, next_review, read_freshness
from practices.reading.home import featured_pk, read_home
from practices.reading.report import language_note
from practices.reading.terms import TermLine
from tests.factories.practices import ExperienceReportPageFactory

pytestmark = pytest.mark.django_db  # Making a page, even unsaved, asks for its content type.

SPACE = "\u00a0"


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({}, ""),
        ({"year": 2018}, "2018"),
        ({"year": 2018, "started_on": date(2021, 3, 1)}, "depuis mars 2021"),
        ({"ended_on": date(2023, 6, 30)}, "jusqu’en juin 2023"),
        ({"started_on": date(2021, 3, 1), "ended_on": date(2023, 6, 30)}, "mars 2021 – juin 2023"),
        ({"started_on": date(2021, 3, 1), "ended_on": date(2021, 3, 30)}, "mars 2021"),
    ],
)
def test_period(fields, words):
    assert period(ExperienceReportPage(**fields)) == words


@pytest.mark.parametrize(
    ("real", "planned", "words"),
    [
        (None, None, ""),
        (28, None, "28 mois"),
        (28, 28, "28 mois"),
        (28, 24, "28 mois (24 prévus)"),
        (None, 24, "24 mois prévus"),
    ],
)
def test_duration(real, planned, words):
    assert duration(ExperienceReportPage(real_months=real, planned_months=planned)) == words


@pytest.mark.parametrize(
    ("low", "high", "words"),
    [
        (None, None, ""),
        (0, 0, f"0{SPACE}€"),
        (1500, 1500, f"1{SPACE}500{SPACE}€"),
        (1500, None, f"au moins 1{SPACE}500{SPACE}€"),
        (None, 1500, f"au plus 1{SPACE}500{SPACE}€"),
        (1500, 20000, f"1{SPACE}500 à 20{SPACE}000{SPACE}€"),
    ],
)
def test_price_range(low, high, words):
    assert price_range(low, high) == words


def test_costs_tell_an_estimate_from_a_price():
    report = ExperienceReportPage(
        investment_low=10, investment_high=10, investment_basis="estime", cost_note="Hors taxes."
    )
    assert costs(report) == [f"investissement : 10{SPACE}€ (estimé)", "Hors taxes."]


@pytest.mark.parametrize(
    ("number", "words"),
    [(None, []), ("0.00", [f"0{SPACE}ETP"]), ("1.50", [f"1,5{SPACE}ETP"]), ("10.00", [f"10{SPACE}ETP"])],
)
def test_staff(number, words):
    assert staff(ExperienceReportPage(staff=number and Decimal(number))) == words


def test_a_funding_without_amount_is_named_alone():
    rows = [TermLine(1, "", "Fonds vert", detail="1500.00"), TermLine(2, "", "Région")]
    assert funding_lines(rows) == [f"Fonds vert (1{SPACE}500{SPACE}€)", "Région"]


@pytest.mark.parametrize(
    ("code", "words"), [("fr", ""), ("fr-ca", ""), ("en", "en anglais"), ("xx", ""), ("zh-cn", "")]
)
def test_language_note(code, words):
    assert language_note(code) == words


@pytest.mark.parametrize(
    ("verified", "rhythm", "due"),
    [
        (None, 12, None),
        (date(2026, 10, 14), 6, date(2027, 4, 1)),
        (date(2026, 12, 31), 12, date(2027, 12, 1)),
        (date(2026, 1, 1), 24, date(2028, 1, 1)),
    ],
)
def test_next_review(verified, rhythm, due):
    assert next_review(ExperienceReportPage(verified_at=verified, review_rhythm=rhythm)) == due


@pytest.mark.parametrize(
    ("told", "until", "old"),
    [
        pytest.param({"year": 2020}, date(2020, 12, 31), True, id="a year is told to its end"),
        pytest.param({"year": 2021}, date(2021, 12, 31), False, id="less than five years"),
        pytest.param({"year": 2016, "ended_on": date(2022, 5, 1)}, date(2022, 5, 1), False, id="the end counts"),
        pytest.param(
            {"year": 2016, "status": "en-cours", "verified_at": date(2026, 1, 5)}, date(2026, 1, 5), False, id="goes on"
        ),
        pytest.param(
            {"year": 2016, "status": "realise", "verified_at": date(2026, 1, 5)}, date(2016, 12, 31), True, id="is over"
        ),
        pytest.param({"verified_at": date(2020, 1, 5)}, date(2020, 1, 5), True, id="without date, the verification"),
        pytest.param({}, None, False, id="nothing is known"),
    ],
)
def test_how_old_what_is_told_is(told, until, old):
    freshness = read_freshness(ExperienceReportPage(**told), today=date(2026, 6, 15))
    assert (freshness.told_until, freshness.is_old) == (until, old)


def test_a_review_is_late_the_month_after():
    report = ExperienceReportPage(verified_at=date(2025, 6, 20), review_rhythm=12)
    assert not read_freshness(report, today=date(2026, 6, 30)).is_late
    assert read_freshness(report, today=date(2026, 7, 1)).is_late


def test_months_of_different_lengths():
    assert months_after(date(2024, 2, 29), 12) == date(2025, 2, 28)
    assert months_after(date(2026, 8, 31), 6) == date(2027, 2, 28)


CITATION = Citation(
    permanent_id="2023-0032",
    title="Des cours plantées",
    authors=("Ville de Paris",),
    version=date(2026, 10, 1),
    published=date(2023, 12, 22),
    address="https://relais.example/rex/2023-0032",
    language="fr",
)


def test_the_sentence_of_a_citation():
    assert CITATION.text == (
        "Ville de Paris, « Des cours plantées », Relais, retour d’expérience 2023-0032, version du 1er octobre 2026"
    )
    assert replace(CITATION, authors=(), version=None).text.startswith("Collectivité non identifiée, «")


def test_bibtex_keeps_a_collectivite_whole_and_breaks_on_nothing():
    entry = replace(CITATION, title="{Ombre} \\ 50 % & plus\n@misc{x,", authors=("Ville de Paris", "A and B")).bibtex()
    assert "author = {{Ville de Paris} and {A and B}}," in entry
    assert r"title = {{\{Ombre\} \textbackslash{} 50 \% \& plus @misc\{x,}}," in entry
    assert entry.count("\n@") == 0


def test_escaping_leaves_plain_french_alone():
    assert escaped("L’été à l’école, « 35 degrés »") == "L’été à l’école, « 35 degrés »"


def test_csl_names_the_date_of_publication():
    item = CITATION.csl()[0]
    assert item["issued"] == {"date-parts": [[2023, 12, 22]]}
    assert "issued" not in replace(CITATION, published=None).csl()[0]


@pytest.mark.django_db
def test_each_report_with_results_has_its_week_on_the_front():
    told = {ExperienceReportPageFactory(results="Des résultats.").pk for _number in range(3)}
    ExperienceReportPageFactory(results="")
    monday = date(2026, 11, 23)
    weeks = [monday + timedelta(weeks=number) for number in range(3)]
    shown = [featured_pk(published_reports(), told=3, today=day) for day in weeks]
    assert set(shown) == told
    assert featured_pk(published_reports(), told=3, today=monday + timedelta(days=6)) == shown[0]
    assert featured_pk(published_reports(), told=3, today=monday + timedelta(days=7)) == shown[1]


@pytest.mark.django_db
def test_the_report_on_the_front_is_not_listed_twice():
    for _number in range(5):
        ExperienceReportPageFactory(results="Des résultats.")
    home = read_home(today=date(2026, 11, 23))
    assert home.featured is not None
    assert len(home.latest) == 3
    assert home.featured not in home.latest
