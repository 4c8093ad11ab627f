"""« Sigles et mots de tous les jours » in the admin: who may do what, and what a form refuses."""

from itertools import product
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from network_site.accounts.models import User
from network_site.groups import EDITING, MODERATION, grant
from search import expansions, service
from search.models import Expansion
from tests.factories.kernel import UserFactory
from tests.factories.search import ExpansionFactory

pytestmark = pytest.mark.django_db

GROUPS = {"editor": EDITING, "moderator": MODERATION}
ROLES = ("visitor", "member", *GROUPS, "administrator")
WRITERS = {"editor", "moderator", "administrator"}
MAY = {"list": WRITERS, "add": WRITERS, "edit": WRITERS, "history": WRITERS, "delete": {"moderator", "administrator"}}


def sign_in(client: Client, role: str) -> None:
    if role == "visitor":
        return
    user: User = UserFactory(administrator=role == "administrator")
    if role in GROUPS:
        user.groups.add(grant(GROUPS[role]))
    client.force_login(user)


def address(action: str, *arguments: int) -> str:
    return reverse(f"wagtailsnippets_search_expansion:{action}", args=arguments)


@pytest.fixture
def editor(client: Client) -> None:
    sign_in(client, "editor")


@pytest.mark.parametrize(("role", "action"), list(product(ROLES, MAY)))
def test_a_role_opens_what_it_may(client: Client, role: str, action: str) -> None:
    arguments = () if action in {"list", "add"} else (ExpansionFactory().pk,)
    sign_in(client, role)
    assert (client.get(address(action, *arguments)).status_code == 200) is (role in MAY[action])


def test_an_editor_adds_a_term_that_the_search_understands_at_once(client: Client, editor: None) -> None:
    values = {
        "term": "PAT",
        "means": "projet alimentaire territorial\nmanger local",
        "live": "on",
        "origin": "editorial",
    }
    assert client.post(address("add"), values).status_code == 302
    assert expansions.current()["pat",].means == ("projet alimentaire territorial", "manger local")
    history = client.get(address("history", Expansion.objects.get().pk)).content.decode()
    assert "Créé" in history or "Create" in history


def test_what_is_refused_is_said_and_kept(client: Client, editor: None) -> None:
    ExpansionFactory(term="PCAET")
    response = client.post(address("add"), {"term": "pcaet", "means": "un plan à nous", "origin": "editorial"})
    page = response.content.decode()
    assert response.status_code == 200
    assert "« pcaet » est déjà dans la liste." in page
    assert "un plan à nous" in page


def test_the_list_shows_and_finds_meanings(client: Client, editor: None) -> None:
    ExpansionFactory(term="SCoT", means=["schéma de cohérence territoriale", "grand plan"])
    ExpansionFactory(term="PLU", means=["plan local d’urbanisme"])
    assert "schéma de cohérence territoriale, grand plan" in client.get(address("list")).content.decode()
    found = client.get(address("list"), {"q": "urbanisme"}).content.decode()
    assert ("PLU" in found, "SCoT" in found) == (True, False)


def test_the_list_costs_the_same_with_more_terms(
    client: Client, editor: None, django_assert_max_num_queries: Any
) -> None:
    ExpansionFactory.create_batch(30)
    client.get(address("list"))
    with django_assert_max_num_queries(20):
        client.get(address("list"))


@pytest.mark.parametrize("role", ["member", "editor", "administrator"])
def test_the_home_page_of_the_admin_says_what_the_search_can_do(client: Client, role: str) -> None:
    sign_in(client, role)
    home = client.get(reverse("wagtailadmin_home")).content.decode()
    assert (service.semantic_status() in home) is (role != "member")
    assert (address("list") in home) is (role != "member")
