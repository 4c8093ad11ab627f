"""From the form to a first page of one’s own; and what a curious stranger does not learn on the way."""

from collections.abc import Callable
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from django.test import Client
from django.urls import reverse

from network_site import public_forms
from network_site.accounts.models import User
from network_site.mail.models import OutgoingMail

pytestmark = pytest.mark.django_db
SIGNUP = "/compte/inscription/"


def test_an_account_opens_once_its_address_is_confirmed(client: Client, typed: dict[str, Any], link: Callable[[], str]):
    answer = client.post(f"{SIGNUP}?next=/acteurs/", typed)
    assert answer.headers["Location"] == reverse("account_email_verification_sent")
    user = User.objects.get()
    assert (user.email, user.get_full_name()) == ("ada.martin@ville.example", "Ada Martin")
    assert client.get("/compte/").status_code == 302
    page = client.get(link())
    assert "Oui, c’est mon adresse" in page.text
    assert not EmailAddress.objects.get().verified, "a mail robot that follows the link confirms nothing"
    assert client.post(link()).status_code == 302
    assert EmailAddress.objects.get().verified
    assert "Bonjour Ada" in client.get("/compte/").text


def test_the_same_mail_tells_both_from_anywhere_else(client: Client, typed: dict[str, Any], link: Callable[[], str]):
    client.post(SIGNUP, typed)
    elsewhere = Client()
    assert elsewhere.post(link()).headers["Location"] == "/compte/connexion/"
    signed_in = elsewhere.post("/compte/connexion/", {"login": typed["email"], "password": typed["password1"]})
    assert signed_in.headers["Location"] == "/compte/"


def test_an_address_that_has_an_account_gives_the_same_answer(client: Client, typed: dict[str, Any], member: Any):
    new = client.post(SIGNUP, typed)
    taken = Client().post(SIGNUP, typed | {"email": member.email, "token": public_forms.FormToken.issue()})
    assert (taken.status_code, taken.headers["Location"]) == (new.status_code, new.headers["Location"])
    assert User.objects.count() == 2
    mail = OutgoingMail.objects.get(to=member.email)
    assert mail.subject == "Relais : vous avez déjà un compte"
    assert "/compte/mot-de-passe/oublie/" in mail.text


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"email": ""}, "Indiquez votre adresse e-mail."),
        ({"email": "ada@"}, "Cette adresse semble incomplète."),
        ({"email": "a" * 300 + "@ville.example"}, "254 caractères"),
        ({"first_name": ""}, "Indiquez votre prénom."),
        ({"last_name": "é" * 151}, "150 caractères"),
        ({"password1": ""}, "Choisissez un mot de passe."),
        ({"password1": "court"}, "12 caractères"),
        ({"password1": "x" * 201}, "200 caractères"),
        ({"password1": "qwerty123456"}, "trop courant"),
        ({"password1": "ada.martin@ville.example"}, "trop semblable"),
        ({"website": "https://robot.example"}, "doit rester vide"),
        ({"token": "forged"}, "ouvert depuis trop longtemps"),
    ],
)
def test_what_is_refused_says_why_and_loses_nothing(client: Client, typed: dict[str, Any], changes: Any, message: str):
    sent = typed | changes
    page = client.post(SIGNUP, sent)
    assert message in page.text
    assert 'role="alert"' in page.text
    for name in ("first_name", "last_name", "email"):
        assert page.context["form"][name].value() == sent[name]
    assert "value" not in str(page.context["form"]["password1"])
    assert not User.objects.exists()


def test_a_form_sent_by_a_robot_comes_back(client: Client, typed: dict[str, Any], monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(public_forms, "FASTEST_SECONDS", 3)
    assert "parti trop vite" in client.post(SIGNUP, typed).text
    assert not User.objects.exists()


def test_a_flood_of_accounts_stops(client: Client, typed: dict[str, Any]):
    answers = [Client().post(SIGNUP, typed | {"email": f"a{number}@ville.example"}) for number in range(21)]
    assert [answer.status_code for answer in answers] == [302] * 20 + [429]
    assert "Trop de demandes à la suite" in answers[-1].text


def test_a_link_that_was_touched_or_served_confirms_nothing(
    client: Client, typed: dict[str, Any], link: Callable[[], str]
):
    client.post(SIGNUP, typed)
    address = link()
    assert "ne peut plus servir" in client.get(address[:-3] + "xx/").text
    client.post(address)
    assert "<title>Ce lien ne peut plus servir" in Client().get(address).text
