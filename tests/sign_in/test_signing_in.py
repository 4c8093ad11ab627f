"""Signing in and out, whatever the door; what is forgotten; what is changed."""

from collections.abc import Callable
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client

from network_site.accounts.models import User
from network_site.mail.models import OutgoingMail
from network_site.sign_in.adapter import pseudonym
from tests.factories.kernel import UserFactory
from tests.sign_in.conftest import NEW_PASSWORD, PASSWORD

pytestmark = pytest.mark.django_db
LOGIN = "/compte/connexion/"
MISMATCH = "Cette adresse et ce mot de passe ne vont pas ensemble."


def sign_in(client: Client, user: User, *, password: str = PASSWORD, to: str = "") -> Any:
    return client.post(f"{LOGIN}?next={to}" if to else LOGIN, {"login": user.email, "password": password})


def test_one_goes_where_one_was_going(client: Client, member: Any):
    assert sign_in(client, member, to="/acteurs/").headers["Location"] == "/acteurs/"
    assert "Mon compte" in client.get("/acteurs/").text


@pytest.mark.parametrize("to", ["https://mechant.example/", "//mechant.example", "javascript:alert(1)"])
def test_one_never_leaves_the_site(client: Client, member: Any, to: str):
    assert sign_in(client, member, to=to).headers["Location"] == "/compte/"


def test_a_stranger_does_not_learn_who_has_an_account(client: Client, member: Any):
    wrong = sign_in(client, member, password="pas le bon")
    unknown = client.post(LOGIN, {"login": "inconnu@ville.example", "password": "pas le bon"})
    assert MISMATCH in wrong.text
    assert MISMATCH in unknown.text


def test_attempts_are_counted_by_account(client: Client, member: Any):
    for _attempt in range(5):
        sign_in(client, member, password="pas le bon")
    assert "Trop d’essais manqués" in sign_in(client, member).text
    cache.clear()
    assert sign_in(client, member).status_code == 302


def test_an_unconfirmed_address_gets_another_link_and_a_closed_account_a_page(client: Client):
    unconfirmed, closed = UserFactory(), UserFactory(is_active=False, verified=True)
    assert sign_in(client, unconfirmed).headers["Location"] == "/compte/adresse/confirmation-envoyee/"
    assert OutgoingMail.objects.filter(to=unconfirmed.email).count() == 1
    assert sign_in(Client(), closed).headers["Location"] == "/compte/ferme/"
    assert "Ce compte est fermé" in client.get("/compte/ferme/").text


def test_the_editors_have_the_same_door(client: Client, member: Any):
    asked = client.get("/admin/pages/", follow=True)
    assert asked.redirect_chain[-1][0].startswith(LOGIN)
    assert "next=/admin/pages/" in asked.redirect_chain[-1][0]
    moderator = UserFactory(moderator=True, verified=True)
    assert sign_in(client, moderator, to="/admin/").headers["Location"] == "/admin/"
    assert client.get("/admin/login/").headers["Location"].startswith(LOGIN)
    client.force_login(member)
    refused = client.get("/admin/", follow=True)
    assert refused.status_code == 403
    assert "réservée à d’autres personnes" in refused.text
    assert client.get("/admin/password_reset/").status_code == 404


def test_one_leaves_by_a_button_only(client: Client, member: Any):
    client.force_login(member)
    assert "Me déconnecter" in client.get("/compte/deconnexion/").text
    assert client.get("/compte/").status_code == 200
    assert client.post("/compte/deconnexion/").headers["Location"] == "/"
    assert "Se connecter" in client.get("/acteurs/").text


def test_a_forgotten_password_is_chosen_anew(client: Client, member: Any, link: Callable[[], str]):
    client.post("/compte/mot-de-passe/oublie/", {"email": member.email.upper()})
    page = client.get(link(), follow=True)
    address = page.redirect_chain[-1][0]
    assert NEW_PASSWORD not in page.text
    chosen = client.post(address, {"password1": NEW_PASSWORD, "password2": NEW_PASSWORD})
    assert chosen.headers["Location"] == "/compte/mot-de-passe/change/"
    assert OutgoingMail.objects.latest("pk").subject == "Relais : votre mot de passe a changé"
    assert sign_in(Client(), member, password=NEW_PASSWORD).status_code == 302


def test_an_unknown_address_gives_the_same_page(client: Client, member: Any):
    known, unknown = (
        Client().post("/compte/mot-de-passe/oublie/", {"email": email}) for email in (member.email, "x@ville.example")
    )
    assert known.headers["Location"] == unknown.headers["Location"] == "/compte/mot-de-passe/oublie/envoye/"
    assert "pas de compte" in OutgoingMail.objects.get(to="x@ville.example").subject


def test_nobody_floods_a_mailbox(client: Client, member: Any):
    for _request in range(6):
        Client().post("/compte/mot-de-passe/oublie/", {"email": member.email})
    assert OutgoingMail.objects.filter(to=member.email).count() == 3


def test_a_reset_link_that_served_or_was_touched_changes_nothing(client: Client, member: Any, link: Callable[[], str]):
    client.post("/compte/mot-de-passe/oublie/", {"email": member.email})
    address = link()
    assert "<title>Ce lien ne peut plus servir" in client.get(address[:-3] + "xx/", follow=True).text
    member.set_password(NEW_PASSWORD)
    member.save()
    assert "ne peut plus servir" in Client().get(address, follow=True).text


def test_a_password_is_changed_and_other_devices_are_signed_out(client: Client, member: Any):
    other = Client()
    sign_in(client, member)
    sign_in(other, member)
    sent = {"oldpassword": PASSWORD, "password1": NEW_PASSWORD, "password2": NEW_PASSWORD}
    refused = client.post("/compte/mot-de-passe/", sent | {"oldpassword": "autre"})
    assert "Ce n’est pas votre mot de passe actuel." in refused.text
    assert client.post("/compte/mot-de-passe/", sent).status_code == 302
    assert client.get("/compte/").status_code == 200
    assert other.get("/compte/").status_code == 302


def ask_for_address(client: Client, email: str) -> None:
    """The password is asked again on the way, and what was typed is not lost."""
    again = client.post("/compte/adresse/", {"email": email, "action_add": ""})
    assert again.headers["Location"].startswith("/compte/confirmer-que-c-est-vous/")
    client.post(again.headers["Location"], {"password": PASSWORD}, follow=True)


def test_an_address_is_changed_once_the_new_one_is_confirmed(client: Client, member: Any, link: Callable[[], str]):
    sign_in(client, member)
    ask_for_address(client, "nouvelle@ville.example")
    assert "Un lien a été envoyé à nouvelle@ville.example" in client.get("/compte/adresse/").text
    assert User.objects.get().email == "membre@ville.example"
    client.post(link())
    assert User.objects.get().email == "nouvelle@ville.example"
    told = OutgoingMail.objects.get(subject="Relais : votre adresse a changé")
    assert told.to == "membre@ville.example"
    assert not any(word in told.text for word in ("127.0.0.1", "IP", "Mozilla"))


def test_a_taken_address_is_not_told_and_cannot_be_had(client: Client, member: Any, link: Callable[[], str]):
    UserFactory(email="prise@ville.example", verified=True)
    sign_in(client, member)
    ask_for_address(client, "prise@ville.example")
    assert "Un lien a été envoyé" in client.get("/compte/adresse/").text
    assert "déjà celle d’un compte confirmé" in client.get(link()).text
    client.post(link())
    assert User.objects.get(pk=member.pk).email == "membre@ville.example"


def test_a_name_is_changed(client: Client, member: Any):
    client.force_login(member)
    refused = client.post("/compte/nom/", {"first_name": "", "last_name": "Martin"})
    assert refused.status_code == 422
    client.post("/compte/nom/", {"first_name": "Ada", "last_name": "Martin\x00\u202e"})
    assert User.objects.get().get_full_name() == "Ada Martin"


def test_limits_write_no_network_address():
    today = pseudonym("192.0.2.7")
    assert today == pseudonym("192.0.2.7")
    assert today != pseudonym("192.0.2.8")
    assert "192" not in today
    assert pseudonym("2001:db8::1") == pseudonym("2001:db8::ffff")
    assert pseudonym("2001:db8::1") != pseudonym("2001:db8:0:1::1")
    assert pseudonym("") == pseudonym("")


def test_a_visitor_costs_no_query_for_the_head_of_the_page(client: Client, django_assert_num_queries: Any):
    client.get("/plan-du-site/")
    with django_assert_num_queries(0):
        client.get("/compte/connexion/")
