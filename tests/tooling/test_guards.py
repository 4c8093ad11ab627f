"""The shared fixtures guard: each guard is shown a fault here."""

import socket
import urllib.request
from pathlib import Path
from typing import cast

import pytest
from django.template import Context, Origin, Template, engines
from django.template.backends.django import DjangoTemplates

from tests.optional_parts import require, require_module, require_program

TEMPLATES_DIR = Path(__file__).parents[2] / "templates"


def render(source: str, *, file: Path) -> str:
    engine = cast(DjangoTemplates, engines["django"]).engine
    return Template(source, origin=Origin(str(file)), engine=engine).render(Context({"known": "oui"}))


def test_an_undefined_variable_fails_in_our_templates() -> None:
    with pytest.raises(pytest.fail.Exception, match=r"undefined variable « unknown » in page\.html"):
        render("{{ unknown }}", file=TEMPLATES_DIR / "page.html")


def test_an_undefined_variable_is_empty_in_the_templates_of_others() -> None:
    assert render("[{{ unknown }}]", file=Path("/elsewhere/wagtail/page.html")) == "[]"


def test_a_condition_may_ask_for_what_is_not_there() -> None:
    assert render("{% if unknown %}non{% endif %}{{ known }}", file=TEMPLATES_DIR / "page.html") == "oui"


@pytest.mark.parametrize("address", ["192.0.2.1", "2001:db8::1", "pypi.org"])
def test_nothing_outside_is_reached(address: str) -> None:
    family = socket.AF_INET6 if ":" in address else socket.AF_INET
    with socket.socket(family) as client, pytest.raises(AssertionError, match=address):
        client.connect((address, 443))


def test_an_address_by_name_is_refused_before_it_is_looked_up() -> None:
    with pytest.raises(AssertionError, match=r"relais\.invalid"):
        urllib.request.urlopen("http://relais.invalid/", timeout=1)


def test_this_machine_is_reached() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server, socket.create_connection(server.getsockname()) as client:
        assert client.getpeername() == server.getsockname()


def test_a_missing_part_skips(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("RELAIS_REQUIRE_ALL", raising=False)
    with pytest.raises(pytest.skip.Exception, match="a balloon"):
        require("a balloon", found=False)


@pytest.mark.parametrize("ask", [require_program, require_module])
def test_a_missing_part_fails_where_all_are_required(monkeypatch: pytest.MonkeyPatch, ask: object) -> None:
    monkeypatch.setenv("RELAIS_REQUIRE_ALL", "1")
    assert callable(ask)
    with pytest.raises(pytest.fail.Exception, match="no_such_part"):
        ask("no_such_part")


def test_a_present_part_is_given() -> None:
    assert Path(require_program("sh")).is_file()
    require_module("django")
