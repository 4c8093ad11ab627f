"""What nothing can bear is not found; what fails for another reason still fails."""

import pytest
from django.core.exceptions import ValidationError
from django.core.paginator import EmptyPage
from django.http import HttpRequest
from django.test import Client, RequestFactory
from django.urls import NoReverseMatch, resolve

from network_site.forged_identifiers import is_forged
from tests.factories.kernel import UserFactory

TOO_LARGE = "99999999999999999999"
CHOOSERS = (
    "/admin/choose-page/",
    "/admin/images/chooser/",
    "/admin/documents/chooser/",
    "/admin/snippets/choose/practices/need/",
    "/admin/territory_chooser/",
)


@pytest.fixture
def admin(client: Client) -> Client:
    client.force_login(UserFactory(is_superuser=True, is_staff=True))
    return client


@pytest.mark.django_db
@pytest.mark.parametrize("chooser", CHOOSERS)
def test_a_chooser_is_asked_for_what_cannot_be(admin: Client, chooser: str) -> None:
    for identifier in ("abc", "1.5", TOO_LARGE, f"-{TOO_LARGE}", "1&id=x"):
        assert admin.get(f"{chooser}chosen-multiple/?id={identifier}").status_code in {200, 404}, identifier
    assert admin.get(f"{chooser}chosen/abc/").status_code == 404


@pytest.mark.django_db
@pytest.mark.parametrize(
    "address",
    [
        "/admin/choose-email-link/?parent_page_id=abc",
        "/admin/choose-page/chosen-multiple/?id=abc",
        "/admin/api/main/pages/?first_published_at=abc",
        f"/admin/pages/?owner={TOO_LARGE}",
        f"/admin/reports/{TOO_LARGE}/etat/",
        f"/moderation/{TOO_LARGE}/",
        f"/relecture/{TOO_LARGE}/suivi/",
    ],
)
def test_an_address_asks_for_what_cannot_be(admin: Client, address: str) -> None:
    answer = admin.get(address)
    assert answer.status_code == 404
    assert "introuvable" in answer.text


def asking(address: str, path: str = "/admin/snippets/choose/practices/need/chosen-multiple/") -> HttpRequest:
    request = RequestFactory().get(address)
    request.resolver_match = resolve(path)
    return request


@pytest.mark.parametrize(
    ("address", "exception"),
    [
        ("/admin/?id=abc", ValueError("Field 'id' expected a number but got 'abc'.")),
        ("/admin/?id=abc", ValidationError("La valeur «\xa0abc\xa0» n’est pas valide.")),
        ("/admin/?id=abc", ValidationError("“abc” value has an invalid format.")),
        ("/admin/?id=abc", NoReverseMatch("Reverse for 'x' with arguments '('abc',)' not found.")),
        ("/admin/?p=12", EmptyPage("Cette page ne contient pas de résultat")),
        (f"/acteurs/?id={TOO_LARGE}", OverflowError("int too large")),
    ],
)
def test_what_the_address_says_is_not_found(address: str, exception: Exception) -> None:
    assert is_forged(asking(address), exception)


@pytest.mark.parametrize(
    ("address", "exception"),
    [
        ("/admin/?id=12", ValueError("Field 'id' expected a number but got 'abc'.")),
        ("/admin/", ValueError("Field 'id' expected a number but got ''.")),
        ("/admin/?id=abc", ValueError("not enough values to unpack")),
        ("/admin/?id=abc", KeyError("abc")),
        ("/admin/?id=abc", AttributeError("'abc'")),
        ("/admin/?id=12", OverflowError("int too large")),
        ("/recherche/?q=abc", ValueError("Field 'id' expected a number but got 'abc'.")),
        ("/recherche/?page=12", EmptyPage("Cette page ne contient pas de résultat")),
    ],
)
def test_a_fault_of_ours_stays_one(address: str, exception: Exception) -> None:
    assert not is_forged(asking(address), exception)
