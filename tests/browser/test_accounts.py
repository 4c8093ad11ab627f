"""From no account to the collectivité one works for, in a real browser; and a passkey that replaces the password."""

import re

import pytest
from allauth.account.models import EmailAddress
from playwright.sync_api import Page, expect

from actors.models import Actor
from actors.rights import is_referent_of
from network_site import public_forms
from network_site.accounts.management.commands.create_demo_accounts import ACCOUNTS
from network_site.accounts.models import User
from network_site.mail.models import OutgoingMail
from tests.browser.conftest import MOBILE
from tests.browser.test_page_types import Axe, fits

EMAIL = "ada.martin@paris.fr"
PASSWORD = "ardoise moulin quatorze"
MEMBER = next(account for account in ACCOUNTS if account.login == "membre")


@pytest.fixture(autouse=True)
def _as_on_the_site(settings, monkeypatch):
    settings.EMAIL_BACKEND = "network_site.mail.backend.OutboxBackend"
    monkeypatch.setattr(public_forms, "FASTEST_SECONDS", 0)


def link_in_mail() -> str:
    found = re.search(r"https?://[^/\s]+(/compte/\S+)", OutgoingMail.objects.filter(to=EMAIL).latest("pk").text)
    assert found
    return found[1]


def test_from_no_account_to_a_collectivite_by_keyboard(page: Page, axe: Axe):
    Actor.objects.filter(slug="ville-de-paris").update(mail_domains=["paris.fr"])
    page.goto("/")
    page.get_by_role("link", name="Se connecter").focus()
    page.keyboard.press("Enter")
    page.get_by_role("link", name="Pas encore de compte ? En créer un").press("Enter")
    page.get_by_label("Votre prénom").focus()
    for text in ("Ada", "Martin", EMAIL, PASSWORD):
        page.keyboard.type(text)
        page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Il reste à vérifier votre adresse")
    axe(page)
    page.goto(link_in_mail())
    page.get_by_role("button", name="Oui, c’est mon adresse").press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Mon compte")
    axe(page)
    fits(page, MOBILE)
    page.get_by_role("link", name="Rejoindre une collectivité ou une structure").press("Enter")
    page.get_by_label("Nom de la collectivité ou de la structure").fill("paris")
    page.keyboard.press("Enter")
    expect(page.locator("#trouves")).to_be_visible()
    axe(page)
    page.get_by_role("link", name="Rejoindre Ville de Paris").press("Enter")
    expect(page.locator(".lede")).to_contain_text("rien d’autre à prouver")
    axe(page)
    page.get_by_role("button", name="Rejoindre").press("Enter")
    expect(page.locator("main")).to_contain_text("Vous y êtes référent")
    assert is_referent_of(User.objects.get(email=EMAIL), Actor.objects.get(slug="ville-de-paris"))
    page.get_by_role("link", name="Membres Ville de Paris").press("Enter")
    expect(page.get_by_role("heading", level=1)).to_contain_text("Membres de")
    axe(page)
    fits(page, MOBILE)


def test_a_passkey_replaces_the_password(page: Page, axe: Axe):
    devtools = page.context.new_cdp_session(page)
    devtools.send("WebAuthn.enable")
    options = {"protocol": "ctap2", "transport": "internal", "hasResidentKey": True, "hasUserVerification": True}
    devtools.send(
        "WebAuthn.addVirtualAuthenticator",
        {"options": options | {"isUserVerified": True, "automaticPresenceSimulation": True}},
    )
    user = User.objects.get(email=MEMBER.email)
    EmailAddress.objects.get_or_create(user=user, email=user.email, defaults={"verified": True, "primary": True})
    page.goto("/compte/connexion/?next=/compte/cles/ajouter/")
    page.get_by_label("Votre adresse e-mail").fill(MEMBER.email)
    page.get_by_label("Votre mot de passe").fill(MEMBER.password)
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Confirmer que c’est vous")
    axe(page)
    page.get_by_label("Votre mot de passe").fill(MEMBER.password)
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Ajouter une clé d’accès")
    page.get_by_label("M’en servir aussi sans mot de passe").check()
    axe(page)
    page.get_by_role("button", name="Ajouter cette clé").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Vos codes de secours")
    axe(page)
    page.goto("/compte/")
    page.get_by_role("button", name="Se déconnecter").click()
    expect(page.get_by_role("link", name="Se connecter")).to_be_visible()
    page.goto("/compte/connexion/")
    page.get_by_role("button", name="Me connecter avec ma clé").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Mon compte")


def test_without_script_the_page_of_keys_says_so(plain_page: Page):
    plain_page.goto("/compte/connexion/?next=/compte/cles/ajouter/")
    expect(plain_page.get_by_role("button", name="Me connecter avec ma clé")).to_be_hidden()
    for _step in ("sign in", "confirm"):
        email = plain_page.get_by_label("Votre adresse e-mail")
        if email.count():
            email.fill(MEMBER.email)
        plain_page.get_by_label("Votre mot de passe").fill(MEMBER.password)
        plain_page.locator("main form button[type=submit]").first.click()
    expect(plain_page.locator("main")).to_contain_text("demandent un navigateur récent")
    expect(plain_page.get_by_role("button", name="Ajouter cette clé")).to_be_hidden()
