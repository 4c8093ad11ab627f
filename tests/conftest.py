"""What every test shares: no network, no state outside temporary folders, no undefined variable."""

import ipaddress
import socket
import sys
from collections.abc import Iterator
from pathlib import Path
from types import FrameType
from typing import Any, cast

import pytest
from django.conf import settings as django_settings
from django.template import engines
from django.template.backends.django import DjangoTemplates
from django.template.base import Node

from network_site import public_forms
from tests.loaded_catalogue import LoadedCatalogue
from tests.migrated_database import keep_for_the_next_run, use_head_start

TEMPLATES_DIR = Path(__file__).parents[1] / "templates"


@pytest.fixture(autouse=True, scope="session")
def _no_network() -> Iterator[None]:
    """Only this machine answers: a test that would reach outside fails at once and names the address."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(socket, "getaddrinfo", _only_local_names(socket.getaddrinfo))
        patch.setattr(socket.socket, "connect", _only_local_addresses(socket.socket.connect))
        patch.setattr(socket.socket, "connect_ex", _only_local_addresses(socket.socket.connect_ex))
        yield


def _only_local_names(getaddrinfo: Any) -> Any:
    def guarded(host: str | None, *args: Any, **options: Any) -> Any:
        _refuse_outside(host)
        return getaddrinfo(host, *args, **options)

    return guarded


def _only_local_addresses(connect: Any) -> Any:
    def guarded(self: socket.socket, address: Any) -> Any:
        if self.family in {socket.AF_INET, socket.AF_INET6}:
            _refuse_outside(address[0])
        return connect(self, address)

    return guarded


def _refuse_outside(host: str | None) -> None:
    if host in {None, "", "localhost"}:
        return
    try:
        if ipaddress.ip_address(host).is_loopback:
            return
    except ValueError:
        pass  # a name, not an address
    raise AssertionError(f"a test tried to reach {host}")


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings: None, django_db_blocker: Any) -> None:
    with django_db_blocker.unblock():
        use_head_start()


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: Any) -> None:
    with django_db_blocker.unblock():
        keep_for_the_next_run()


@pytest.fixture(autouse=True)
def _temporary_state(settings: Any, tmp_path: Path) -> None:
    """Files and index of one test are never seen by another."""
    settings.MEDIA_ROOT = tmp_path / "media"
    settings.RELAIS_PRIVATE_DIR = tmp_path / "private"
    settings.RELAIS_SEARCH_INDEX_DIR = tmp_path / "index"


@pytest.fixture(scope="session")
def loaded_catalogue(django_db_setup: None, django_db_blocker: Any, tmp_path_factory: Any) -> Iterator[LoadedCatalogue]:
    """The real catalogue, loaded once; the database is left as it was."""
    with django_db_blocker.unblock():
        loaded = LoadedCatalogue(tmp_path_factory.mktemp("catalogue"))
    yield loaded
    with django_db_blocker.unblock():
        loaded.close()


@pytest.fixture(scope="module")
def catalogue_of_module(loaded_catalogue: LoadedCatalogue, django_db_blocker: Any) -> Iterator[LoadedCatalogue]:
    with django_db_blocker.unblock():
        loaded_catalogue.put()
    yield loaded_catalogue
    with django_db_blocker.unblock():
        loaded_catalogue.take_away()


@pytest.fixture
def catalogue_site(catalogue_of_module: LoadedCatalogue, _temporary_state: None, db: None) -> LoadedCatalogue:
    """The whole site with its real content, for Django's test client; what a test changes goes with it."""
    catalogue_of_module.put_index()
    return catalogue_of_module


@pytest.fixture
def opened(monkeypatch: pytest.MonkeyPatch) -> None:
    """Public forms have been on the screen for long enough."""
    monkeypatch.setattr(public_forms, "FASTEST_SECONDS", 0)


class UndefinedVariable(str):
    """Django's `string_if_invalid` that fails in our templates and is empty in Wagtail's, which count on that.

    Django asks for its truth first: empty, the filters of the expression apply (`|default:…`), as in production.
    """

    __slots__ = ()

    def __bool__(self) -> bool:
        return _rendered_template(sys._getframe(1)).is_relative_to(TEMPLATES_DIR)

    def __contains__(self, part: object) -> bool:
        return part == "%s"

    def __mod__(self, variable: object) -> str:
        origin = _rendered_template(sys._getframe(1)).relative_to(TEMPLATES_DIR)
        pytest.fail(f"undefined variable « {variable} » in {origin}")


def _rendered_template(frame: FrameType | None) -> Path:
    """The template file whose node is being rendered, found by walking up the call stack."""
    while frame is not None:
        node = frame.f_locals.get("self")
        if isinstance(node, Node) and getattr(node, "origin", None) is not None:
            return Path(node.origin.name)
        frame = frame.f_back
    return Path()


@pytest.fixture(autouse=True, scope="session")
def _undefined_variables_fail() -> None:
    for options in django_settings.TEMPLATES:
        options["OPTIONS"]["string_if_invalid"] = UndefinedVariable()
    for backend in engines.all():
        cast(DjangoTemplates, backend).engine.string_if_invalid = UndefinedVariable()
