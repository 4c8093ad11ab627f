"""« Mon compte »: for whoever is signed in, with what the rooms bring."""

from functools import partial
from typing import Any

import pytest
from django.test import Client

from network_site import member_home
from tests.factories.kernel import UserFactory

LINK = "components/tag.html"


@pytest.fixture
def registry(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(member_home, "_registry", {})


def given(context: dict[str, Any], _request: object) -> dict[str, Any]:
    return context


@pytest.mark.django_db
def test_a_visitor_is_asked_to_sign_in(client: Client):
    assert client.get("/compte/").headers["Location"] == "/compte/connexion/?next=/compte/"


@pytest.mark.django_db
@pytest.mark.usefixtures("registry")
def test_sections_come_in_their_order_and_those_without_context_are_left_out(client: Client):
    for name, order in (("second", 20), ("first", 10)):
        context = {"url": f"/{name}/", "label": name}
        member_home.register(name, template=LINK, context=partial(given, context), order=order)
    member_home.register("absent", template=LINK, context=lambda _request: None, order=5)
    client.force_login(UserFactory(first_name="Ada"))
    page = client.get("/compte/")
    assert page.text.index("/first/") < page.text.index("/second/")
    assert "Ada" in page.text
    assert "no-store" in page.headers["Cache-Control"]


@pytest.mark.usefixtures("registry")
def test_a_name_is_taken_once():
    member_home.register("drafts", template="a.html", context=lambda _request: {}, order=1)
    with pytest.raises(ValueError, match="twice"):
        member_home.register("drafts", template="b.html", context=lambda _request: {}, order=1)
