"""The Atom feed of a search: what the page shows, newest first, and nothing when nothing has changed."""

from datetime import UTC, datetime
from typing import Any
from xml.etree import ElementTree

import pytest
from django.test import Client

from search import indexing
from search.engines import get_engine
from search.engines.base import EngineUnavailable
from tests.factories.actors import ActorFactory
from tests.factories.practices import ExperienceReportPageFactory, NeedFactory

pytestmark = pytest.mark.django_db
ATOM = "{http://www.w3.org/2005/Atom}"


def read(client: Client, address: str) -> ElementTree.Element:
    answer = client.get(address)
    assert answer.status_code == 200
    assert answer["Content-Type"] == "application/atom+xml; charset=utf-8"
    return ElementTree.fromstring(answer.content)


def titles(feed: ElementTree.Element) -> list[str]:
    return [entry.findtext(f"{ATOM}title") or "" for entry in feed.findall(f"{ATOM}entry")]


def published(title: str, day: int, **fields: Any) -> Any:
    moment = datetime(2026, 1, day, tzinfo=UTC)
    return ExperienceReportPageFactory(title=title, first_published_at=moment, last_published_at=moment, **fields)


def test_a_feed_says_what_the_search_finds_newest_first(client: Client) -> None:
    need = NeedFactory(slug="boire", label="Boire")
    old, new = published("Eau d’hier", 1, needs=[need]), published("<b>Eau</b> & pluie", 2, needs=[need])
    published("Eau d’ailleurs", 3)
    indexing.rebuild()
    feed = read(client, "/recherche/atom.xml?besoin=boire&q=eau&page=7&tri=titre&inconnu=1")
    assert titles(feed) == ["<b>Eau</b> & pluie", "Eau d’hier"]
    first = feed.find(f"{ATOM}entry")
    assert first is not None
    assert first.findtext(f"{ATOM}id") == f"http://testserver/rex/{new.permanent_id}"
    assert first.findtext(f"{ATOM}updated") == "2026-01-02T00:00:00+00:00"
    assert feed.findtext(f"{ATOM}id") == "http://testserver/recherche/atom.xml?q=eau&besoin=boire"
    assert [link.get("href") for link in feed.findall(f"{ATOM}link")] == [
        "http://testserver/recherche/?q=eau&besoin=boire",
        "http://testserver/recherche/atom.xml?q=eau&besoin=boire",
    ]
    assert old.url in ElementTree.tostring(feed).decode()


def test_other_kinds_have_a_feed_too(client: Client) -> None:
    early, late = datetime(2026, 1, 1, tzinfo=UTC), datetime(2026, 2, 1, tzinfo=UTC)
    ActorFactory(name="Ville récente", first_published_at=late, last_published_at=late)
    ActorFactory(name="Ville ancienne", first_published_at=early, last_published_at=early)
    ActorFactory(name="Ville du catalogue")
    indexing.rebuild()
    assert titles(read(client, "/recherche/atom.xml?type=acteurs")) == [
        "Ville récente", "Ville ancienne", "Ville du catalogue",
    ]  # fmt: skip


def test_what_a_reader_has_already_is_not_sent_again(client: Client) -> None:
    published("Eau d’hier", 1)
    indexing.rebuild()
    first = client.get("/recherche/atom.xml?q=eau")
    assert client.get("/recherche/atom.xml?q=eau", headers={"if-none-match": first["ETag"]}).status_code == 304
    since = {"if-modified-since": first["Last-Modified"]}
    assert client.get("/recherche/atom.xml?q=eau", headers=since).status_code == 304
    published("Eau d’aujourd’hui", 2)
    indexing.rebuild()
    assert client.get("/recherche/atom.xml?q=eau", headers={"if-none-match": first["ETag"]}).status_code == 200
    empty = client.get("/recherche/atom.xml?q=xyzzy")
    assert client.get("/recherche/atom.xml?q=xyzzy")["ETag"] == empty["ETag"]


def test_a_feed_costs_the_same_whatever_it_holds(client: Client, django_assert_max_num_queries: Any) -> None:
    for day in range(1, 12):
        published(f"Eau {day}", day)
    indexing.rebuild()
    client.get("/recherche/atom.xml?q=eau")
    with django_assert_max_num_queries(12):
        client.get("/recherche/atom.xml?q=eau")


def test_a_question_that_is_too_long_is_refused(client: Client) -> None:
    answer = client.get("/recherche/atom.xml", {"q": "eau " * 200})
    assert answer.status_code == 400
    assert "trop longue" in answer.content.decode()


def test_an_engine_that_rests_says_when_to_come_back(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    def down(*_args: object, **_options: object) -> None:
        raise EngineUnavailable("the disk is full")

    indexing.rebuild()
    monkeypatch.setattr(type(get_engine()), "search", down)
    answer = client.get("/recherche/atom.xml?q=eau")
    assert answer.status_code == 503
    assert int(answer["Retry-After"]) > 0
