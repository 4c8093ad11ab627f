"""Entering a server: certificates, keys and passwords, through a TLS door; and a server that never answers."""

import base64
import logging
import socket
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest
import trustme
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.test import Client
from django.urls import reverse

from search import outbox
from search.engines import get_engine
from search.engines.base import EngineUnavailable
from search.engines.elastic import ElasticEngine
from search.engines.elastic_wire import Access, OpenSearchClient
from search.models import Outbox
from search.queries import SearchQuery
from search.startup import check_engine
from tests.factories.practices import NeedFactory

from .corpus import CORPUS
from .running import wire
from .tls_proxy import Door, tls_door

SECRET = "a-secret-that-no-log-may-hold"
ENTRANCES = {
    "elasticsearch": ({"api_key": SECRET}, f"ApiKey {SECRET}"),
    "opensearch": ({"user": "relais", "password": SECRET}, None),
}
BASIC = f"Basic {base64.b64encode(f'relais:{SECRET}'.encode()).decode()}"


@pytest.fixture(scope="module")
def authority() -> trustme.CA:
    return trustme.CA()


@pytest.fixture(params=["elasticsearch", "opensearch"])
def door(request: pytest.FixtureRequest, authority: trustme.CA) -> Iterator[tuple[str, Door]]:
    with tls_door(request.getfixturevalue(f"{request.param}_url"), authority) as opened:
        yield request.param, opened


def engine_behind(name: str, door: Door, authority: trustme.CA, folder: Path, **secrets: str) -> ElasticEngine:
    ca_file = folder / "ca.pem"
    authority.cert_pem.write_to_path(str(ca_file))
    access = Access((door.url,), ca_file=str(ca_file), **secrets)  # type: ignore[arg-type]  # texts all
    return ElasticEngine(wire(name, access), name=name, prefix="behind-tls")


def test_the_right_authority_lets_in_with_what_was_given(
    door: tuple[str, Door], authority: trustme.CA, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    name, opened = door
    secrets, header = ENTRANCES[name]
    with caplog.at_level(logging.DEBUG):
        engine = engine_behind(name, opened, authority, tmp_path, **secrets)
        engine.rebuild(CORPUS)
        assert engine.search(SearchQuery("canicule")).total == 1
    assert opened.authorizations == {header or BASIC}
    assert SECRET not in caplog.text
    assert "canicul" not in caplog.text
    assert SECRET not in repr(Access((opened.url,), **secrets))  # type: ignore[arg-type]  # texts all


def test_another_authority_is_refused(door: tuple[str, Door], tmp_path: Path) -> None:
    name, opened = door
    with pytest.raises(EngineUnavailable) as refused:
        engine_behind(name, opened, trustme.CA(), tmp_path, user="relais", password=SECRET).search(SearchQuery())
    assert opened.authorizations == set()
    assert SECRET not in str(refused.value)


def test_opensearch_has_no_api_keys() -> None:
    with pytest.raises(ImproperlyConfigured, match="RELAIS_SEARCH_USER"):
        OpenSearchClient(Access(("http://127.0.0.1:9",), api_key=SECRET))


@pytest.fixture(params=["elasticsearch", "opensearch"])
def silent(request: pytest.FixtureRequest, settings: Any) -> Iterator[socket.socket]:
    """The site on a server that takes connections and never answers."""
    with socket.create_server(("127.0.0.1", 0), backlog=64) as server:
        impatient(settings, request.param, server)
        server.settimeout(0.1)
        yield server


@pytest.fixture(params=["elasticsearch", "opensearch"])
def unreachable(request: pytest.FixtureRequest, settings: Any) -> Iterator[None]:
    """The site on a server that takes no connection and refuses none, as a machine that is switched off."""
    with ExitStack() as opened:
        server = opened.enter_context(socket.create_server(("127.0.0.1", 0), backlog=0))
        for _place in range(4):  # more than the queue of those who wait
            waiting = opened.enter_context(socket.socket())
            waiting.setblocking(False)
            waiting.connect_ex(server.getsockname())
        impatient(settings, request.param, server)
        yield


def impatient(settings: Any, engine: str, server: socket.socket) -> None:
    settings.RELAIS_SEARCH_ENGINE = engine
    settings.RELAIS_SEARCH_URLS = [f"http://127.0.0.1:{server.getsockname()[1]}"]
    assert settings.RELAIS_SEARCH_TIMEOUT < 2
    settings.RELAIS_SEARCH_TIMEOUT = 0.2
    settings.RELAIS_SEARCH_FAILURES = 2
    settings.RELAIS_SEARCH_PAUSE = 3600


def connections(server: socket.socket) -> int:
    """How many asked since the last time; they are hung up."""
    count = 0
    while True:
        try:
            server.accept()[0].close()
        except TimeoutError:
            return count
        count += 1


@pytest.mark.django_db
def test_a_silent_server_costs_one_timeout_then_nothing(silent: socket.socket, client: Client) -> None:
    """503 with the needs to browse, after the configured time and no second try; then without asking any more."""
    NeedFactory(label="Préparer les canicules")
    for _ in range(4):
        response = client.get("/recherche/", {"q": "canicule"})
        assert response.status_code == 503
        assert "Préparer les canicules" in response.content.decode()
    assert connections(silent) == 2
    assert client.get("/recherche/suggestions", {"q": "cani"}).status_code == 503
    assert connections(silent) == 0
    assert client.get("/").status_code == 200


@pytest.mark.django_db
def test_a_server_switched_off_costs_one_timeout_too(
    unreachable: None, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    """No second try: the whole time of the reader went into the first."""
    engine: Any = get_engine()
    asked: list[float] = []
    request = engine._wire._client.request

    def counted(*sent: Any, timeout: float, **others: Any) -> Any:
        asked.append(timeout)
        return request(*sent, timeout=timeout, **others)

    monkeypatch.setattr(engine._wire._client, "request", counted)
    assert client.get("/recherche/", {"q": "canicule"}).status_code == 503
    assert len(asked) == 1
    assert 0 < asked[0] <= settings.RELAIS_SEARCH_TIMEOUT


@pytest.mark.django_db
def test_a_change_is_kept_while_the_server_is_silent(
    silent: socket.socket, django_capture_on_commit_callbacks: Any
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        need = NeedFactory()
    waiting = Outbox.objects.filter(key=f"need:{need.pk}")
    assert waiting.exists()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(get_engine()._wire, "write_timeout", 0.2)  # type: ignore[attr-defined]  # of this engine
        assert outbox.drain() == 0
    assert waiting.get().attempts == 1


@pytest.mark.django_db
def test_the_admin_searches_its_pages_without_the_server(silent: socket.socket, admin_client: Client) -> None:
    assert admin_client.get(reverse("wagtailadmin_pages:search"), {"q": "accueil"}).status_code == 200
    assert connections(silent) == 0


def test_a_command_says_at_its_start_that_the_server_is_away(silent: socket.socket) -> None:
    (warning,) = check_engine(app_configs=None)
    assert (warning.id, "démarré" in str(warning.hint)) == ("search.W001", True)


def test_a_command_says_at_its_start_that_the_index_is_missing(settings: Any, elasticsearch_url: str) -> None:
    settings.RELAIS_SEARCH_ENGINE = "elasticsearch"
    settings.RELAIS_SEARCH_URLS = [elasticsearch_url]
    settings.RELAIS_SEARCH_INDEX_PREFIX = "missing"
    settings.RELAIS_SEARCH_TIMEOUT = 60
    (warning,) = check_engine(app_configs=None)
    assert (warning.id, str(warning.hint)) == ("search.W001", "Lancez : manage.py rebuild_search_index")
    get_engine().rebuild([])
    assert check_engine(app_configs=None) == []


def test_an_engine_without_address_stops_the_start(settings: Any) -> None:
    settings.RELAIS_SEARCH_ENGINE = "elasticsearch"
    (error,) = check_engine(app_configs=None)
    assert error.id == "search.E001"
    settings.RELAIS_SEARCH_ENGINE = "embedded"
    assert check_engine(app_configs=None) == []
