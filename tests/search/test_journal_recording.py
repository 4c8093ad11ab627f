"""What is kept of a search, and what never is."""

import contextlib
import re
from datetime import date, timedelta
from typing import Any
from unittest.mock import patch

import pytest
from django.contrib.sessions.models import Session
from django.db import DatabaseError, OperationalError, connection
from django.test import Client
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from search import service
from search.journal import recording
from search.journal.wording import MOST_CHARACTERS, is_identifying, kept
from search.journal_models import SearchCount
from search.queries import SearchQuery
from tests.factories.kernel import UserFactory
from tests.factories.practices import ExperienceReportPageFactory, NeedFactory, StageFactory

from .conftest import Committing

URL = "/recherche/"
MONDAY = date(2026, 3, 9)


@pytest.fixture
def catalogue(committing: Committing) -> None:
    with committing():
        heat = NeedFactory(slug="chaleur", label="Vivre la chaleur", synonyms=["canicule"])
        stage = StageFactory(slug="agir", label="Agir")
        ExperienceReportPageFactory(title="Cours d’ombre", needs=[heat], stages=[stage])


@pytest.fixture
def on_thursday() -> Any:
    with patch("django.utils.timezone.localdate", return_value=MONDAY + timedelta(days=3)):
        yield


@pytest.mark.parametrize(
    ("typed", "counted"),
    [
        ("  Îlots de CHALEUR ?", "ilots de chaleur"),
        ("L’eau  potable", "l'eau potable"),
        ("“l'eau potable”", "l'eau potable"),
        ("E\u0301te\u0301 \u200bcœur", "ete coeur"),
        ("plan climat 2019-2024", "plan climat 2019-2024"),
        ("commune 38185", "commune 38185"),
        ("?!…", ""),
        ("", ""),
    ],
)
def test_a_text_is_kept_in_one_form(typed: str, counted: str) -> None:
    assert kept(typed) == counted


@pytest.mark.parametrize(
    "typed",
    [
        "jean.dupont@mairie.fr",
        "écrire à jean @ mairie",
        "06 12 34 56 78",
        "appeler le 06.12.34.56.78 svp",
        "+33 6 12 34 56 78",
        "tel 0612345678",
        "06 - 12 - 34 - 56 - 78",
        "٠٦١٢٣٤٥٦٧٨",
        "siret 200040715",
        "1 85 05 78 006 084 36",
        "https://mairie.fr/?jeton=abc",
        "www.mairie.fr/dossier",
        "dossier 123456",
    ],
)
def test_what_could_lead_to_a_person_is_not_kept_at_all(typed: str) -> None:
    assert is_identifying(typed)
    assert kept(typed) == ""


@given(st.text(max_size=400))
def test_what_is_kept_is_short_in_one_form_and_names_no_number(typed: str) -> None:
    text = kept(typed)
    assert len(text) <= MOST_CHARACTERS
    assert kept(text) == text
    assert not re.search(r"@|\d{6}", text)


def test_the_same_words_in_the_same_week_are_one_row(client: Client, catalogue: None, on_thursday: None) -> None:
    for typed in ("Chaleur", "chaleur ?", " CHALEUR "):
        assert client.get(URL, {"q": typed}).status_code == 200
    count = SearchCount.objects.get()
    assert (count.week, count.text, count.kind, count.filters) == (MONDAY, "chaleur", "retours", "")
    assert (count.searches, count.results, count.need) == (3, 1, None)


def test_another_week_kind_or_filter_is_another_row(client: Client, catalogue: None, on_thursday: None) -> None:
    client.get(URL, {"q": "chaleur", "etape": "agir", "besoin": ["inconnu", "chaleur"]})
    client.get(URL, {"q": "chaleur", "type": "besoins"})
    client.get(reverse("search:actors"), {"q": "chaleur"})
    with patch("django.utils.timezone.localdate", return_value=MONDAY + timedelta(days=7)):
        client.get(URL, {"q": "chaleur"})
    rows = SearchCount.objects.values_list("week", "kind", "filters")
    assert set(rows) == {
        (MONDAY, "retours", "besoin=chaleur&etape=agir"),
        (MONDAY, "besoins", ""),
        (MONDAY, "acteurs", ""),
        (MONDAY + timedelta(days=7), "retours", ""),
    }


def test_without_result_the_need_shown_is_kept(client: Client, catalogue: None) -> None:
    client.get(URL, {"q": "canicule licorne"})
    count = SearchCount.objects.get()
    assert count.need is not None
    assert (count.results, count.need.slug) == (0, "chaleur")


@pytest.mark.parametrize(
    ("path", "typed"),
    [
        ("/recherche/", {"q": "chaleur", "page": "2"}),
        ("/recherche/", {"q": "chaleur", "page": "zéro"}),
        ("/recherche/", {"besoin": "chaleur"}),
        ("/recherche/", {"q": "chaleur " * 60}),
        ("/recherche/", {"q": "jean@mairie.fr"}),
        ("/recherche/suggestions", {"q": "chal"}),
    ],
)
def test_what_nobody_typed_or_nothing_answered_is_not_counted(
    client: Client, catalogue: None, path: str, typed: dict[str, str]
) -> None:
    client.get(path, typed)
    assert not SearchCount.objects.exists()


def test_nothing_stored_says_who_or_when(client: Client, catalogue: None, on_thursday: None) -> None:
    client.force_login(UserFactory(email="agente@mairie.exemple", first_name="Zélie"))
    typed = {"q": "Chaleur à l’école", "etape": "agir"}
    client.get(URL, typed, headers={"User-Agent": "Navigateur de Zélie"}, REMOTE_ADDR="203.0.113.7")
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM search_searchcount")
        columns = [column[0] for column in cursor.description or ()]
        (row,) = cursor.fetchall()
    assert columns == ["id", "week", "text", "kind", "filters", "searches", "results", "need_id"]
    assert list(row[1:]) == [MONDAY, "chaleur a l'ecole", "retours", "etape=agir", 1, row[6], row[7]]
    assert str(Session.objects.get().get_decoded()).count("ecole") == 0


def test_keys_tell_no_order(client: Client, catalogue: None) -> None:
    for number in range(12):
        client.get(URL, {"q": f"question {chr(97 + number) * 3}"})
    keys = list(SearchCount.objects.order_by("text").values_list("pk", flat=True))
    assert keys != sorted(keys)
    assert {key.version for key in keys} == {4}


def test_filters_are_sorted_and_never_longer_than_their_column(db: None) -> None:
    values = tuple(f"{'mot-' * 29}{number}" for number in range(40))
    written = recording.filters_of(SearchQuery("x", selections={"keyword": values, "stage": ("agir",)}))
    assert len(written) <= 500
    assert written.startswith("etape=agir&mots-cles=")


def test_a_count_that_fails_breaks_nothing_and_quotes_nothing(
    client: Client, catalogue: None, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_args: object, **_options: object) -> None:
        raise DatabaseError("value « chaleur » is refused")

    monkeypatch.setattr(recording, "_in_a_hurry", broken)
    answer = client.get(URL, {"q": "chaleur"})
    assert answer.status_code == 200
    assert "Cours d’ombre" in answer.content.decode()
    assert caplog.messages == ["a search could not be counted: DatabaseError"]


def test_a_count_that_another_writer_keeps_waiting_is_written_with_the_next(
    catalogue: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    def locked(*_args: object, **_options: object) -> None:
        raise OperationalError("database is locked")

    found = service.search(SearchQuery("chaleur"))
    with monkeypatch.context() as patch:
        patch.setattr(recording, "_in_a_hurry", locked)
        recording.record(found)
    assert not SearchCount.objects.exists()
    recording.record(found)
    assert SearchCount.objects.get().searches == 2


def test_a_count_hardly_waits_for_another_writer(db: None, django_assert_num_queries: Any) -> None:
    if connection.vendor != "sqlite":  # whose writers wait for one another: elsewhere there is nothing to set
        with django_assert_num_queries(0), recording._in_a_hurry():
            return
    seen = [patience()]
    with contextlib.suppress(DatabaseError), recording._in_a_hurry():
        seen.append(patience())
        raise DatabaseError
    seen.append(patience())
    assert seen == [seen[0], recording.PATIENCE, seen[0]]
    assert seen[0] > recording.PATIENCE


def patience() -> int:
    connection.ensure_connection()
    return int(connection.connection.execute("PRAGMA busy_timeout").fetchone()[0])


def test_a_count_costs_one_query(catalogue: None, django_assert_num_queries: Any) -> None:
    found = service.search(SearchQuery("chaleur"))
    for _time in range(2):
        with django_assert_num_queries(1):
            recording.record(found)
    assert SearchCount.objects.get().searches == 2
