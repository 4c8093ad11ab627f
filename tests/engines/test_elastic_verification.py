"""An index on a server compared with the database, after hands that Relais knows nothing of have been in it."""

from collections.abc import Callable
from io import StringIO
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from search import indexing, verification
from search.documents import Kind, SearchDocument, document_key
from search.engines import elastic_schema as schema
from search.engines import get_engine
from search.engines.elastic_wire import Access, Wire
from search.queries import SearchQuery
from tests.factories.practices import NeedFactory

from .running import wire

pytestmark = pytest.mark.django_db
Keys = dict[str, str]


@pytest.fixture(params=["elasticsearch", "opensearch"])
def server(request: pytest.FixtureRequest, settings: Any) -> Wire:
    """The site on this server, spoken to without Relais' engine."""
    url = request.getfixturevalue(f"{request.param}_url")
    settings.RELAIS_SEARCH_ENGINE = request.param
    settings.RELAIS_SEARCH_URLS = [url]
    settings.RELAIS_SEARCH_INDEX_PREFIX = "verified"
    settings.RELAIS_SEARCH_TIMEOUT = 60
    return wire(request.param, Access((url,)))


@pytest.fixture
def keys(server: Wire) -> Keys:
    """Four needs that the index holds, by their labels."""
    needs = [NeedFactory.create(label=label) for label in ("Juste", "Altéré", "Vidé", "Absent")]
    indexing.rebuild()
    assert not verification.compare()
    return {need.label: document_key(Kind.NEEDS, need.pk) for need in needs}


def place(key: str, what: str = "_doc") -> str:
    return f"/verified-{schema.version()}/{what}/{key}"


def in_excess(server: Wire) -> str:
    intruder = SearchDocument(key="need:999999", kind=Kind.NEEDS, title="Intrus", url="/besoins/intrus/")
    server.write("PUT", place(intruder.key), schema.to_source(intruder), refresh="true")
    return intruder.key


def damage(server: Wire, keys: Keys) -> None:
    """One title changed whole, one document left with its text alone, one gone."""
    altered = server.read(place(keys["Altéré"]))["_source"]["payload"] | {"title": "Un titre de la main"}
    source = schema.to_source(SearchDocument.from_json(altered))
    server.write("PUT", place(keys["Altéré"]), source, refresh="true")
    emptied = server.read(place(keys["Vidé"]))["_source"]
    server.write("PUT", place(keys["Vidé"]), emptied, refresh="true")
    server.write("DELETE", place(keys["Absent"]), refresh="true")


def verify(*options: str) -> str:
    said = StringIO()
    call_command("verify_search_index", *options, stdout=said)
    return said.getvalue()


def titles() -> set[str]:
    return {hit.title for hit in get_engine().search(SearchQuery(kind=Kind.NEEDS, per_page=50)).hits}


def test_what_was_altered_removed_or_added_by_hand_is_said_and_repaired(server: Wire, keys: Keys) -> None:
    damage(server, keys)
    intruder = in_excess(server)
    assert titles() == {"Juste", "Un titre de la main", "Intrus"}
    found = verification.compare()
    assert found.missing == {keys["Vidé"], keys["Absent"]}
    assert (found.different, found.unwanted, found.unrecorded) == ({keys["Altéré"]}, {intruder}, set())
    with pytest.raises(CommandError, match="--repair"):
        verify()
    said = verify("--repair").splitlines()
    assert said == [
        f"2 absents de l’index : {', '.join(sorted((keys['Vidé'], keys['Absent'])))}",
        f"1 différents de la base : {keys['Altéré']}",
        f"1 de trop : {intruder}",
        "Réparé : 4 documents. L’index est identique à la base.",
    ]
    assert titles() == set(keys)
    assert verify() == "L’index est identique à la base : 4 documents.\n"


def cut_short(payload: dict[str, Any]) -> dict[str, Any]:
    return {"key": payload["key"]}


def of_no_kind(payload: dict[str, Any]) -> dict[str, Any]:
    return payload | {"kind": "nothing"}


@pytest.mark.parametrize("spoil", [cut_short, of_no_kind])
def test_a_document_that_cannot_be_read_is_said_and_the_index_made_again(
    server: Wire, keys: Keys, spoil: Callable[[dict[str, Any]], dict[str, Any]]
) -> None:
    document = next(each for each in get_engine().documents() if each.key == keys["Altéré"])
    source = schema.to_source(document) | {"payload": spoil(document.to_json())}
    server.write("PUT", place(document.key), source, refresh="true")
    assert keys["Altéré"] in verification.compare().unreadable
    assert "ne peut pas être lu" in verify("--repair")
    assert titles() == set(keys)
