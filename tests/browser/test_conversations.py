"""A visitor writes to a référent and gets an answer; a blocked sender is told; every page can be used by everyone."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from actors.models import Actor
from network_site import public_forms
from network_site.accounts.models import User
from network_site.mail.models import OutgoingMail
from tests.browser.conftest import MOBILE, NewContext
from tests.browser.signing_in import enter
from tests.browser.test_keyboard import reach
from tests.browser.test_page_types import check
from tests.factories.actors import ActorFactory
from tests.factories.conversations import answered, asker_of, begun, mailbox
from tests.factories.kernel import UserFactory

Axe = Callable[..., None]
WRITE = "/ecrire/acteur/ville-de-denain-2/"


@pytest.fixture(autouse=True)
def _no_wait(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(public_forms, "FASTEST_SECONDS", 0)


@pytest.fixture
def actor(site: str) -> Actor:
    return ActorFactory(name="Ville de Denain", slug="ville-de-denain-2")


@pytest.fixture
def referent(actor: Actor) -> User:
    return UserFactory(first_name="Rémi", last_name="Répondant", referent_of=actor)


def link_in(address: str, path: str) -> str:
    """The address of the last mail to somebody, on the site under test."""
    mail = OutgoingMail.objects.filter(to=address).latest("pk")
    found = re.search(rf"http://127\.0\.0\.1:8000({path}\S+)", mail.text)
    assert found, mail.text
    return found[1]


def start_again(page: Page) -> None:
    """As people get the page: `check` unfolds everything, and the open menu covers what is under it."""
    page.set_viewport_size(MOBILE)
    page.reload()


def test_a_visitor_writes_and_is_answered_on_a_small_screen(
    new_context: NewContext, site: str, actor: Actor, referent: User, axe: Axe
):
    page = new_context(viewport=MOBILE, reduced_motion="reduce").new_page()
    page.goto(actor.get_absolute_url())
    page.get_by_role("link", name="Écrire au référent").click()
    check(page, axe)
    start_again(page)
    page.get_by_role("button", name="Envoyer le message").click()
    expect(page.get_by_role("alert")).to_contain_text("Écrivez votre message.")
    page.get_by_label("Votre message").fill("Bonjour, comment avez-vous convaincu les élus ?")
    page.get_by_label("Votre nom").fill("Vera Visiteuse")
    page.get_by_label("Votre adresse e-mail").fill("vera@ailleurs.example")
    page.get_by_role("button", name="Envoyer le message").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("ouvrez notre courriel")

    page.goto(link_in("vera@ailleurs.example", "/ecrire/confirmer/"))
    check(page, axe)
    start_again(page)
    page.get_by_role("button", name="Envoyer ce message").click()
    expect(page.locator(".notice--good")).to_contain_text("Message bien envoyé au référent.")
    check(page, axe)

    other = enter(new_context(java_script_enabled=False), referent, site)
    other.goto(link_in(referent.email, "/messages/"))
    other.get_by_label("Votre réponse").fill("En les emmenant voir une cour d’école.")
    other.get_by_role("button", name="Répondre").click()
    expect(other.locator(".notice--good")).to_contain_text("Réponse bien envoyée.")

    page.goto(link_in("vera@ailleurs.example", "/messages/lien/"))
    expect(page.locator(".thread")).to_contain_text("En les emmenant voir une cour d’école.")
    expect(page.locator(".thread")).to_contain_text("Rémi Répondant")


def test_a_blocked_sender_is_told_and_keeps_the_text(
    new_context: NewContext, site: str, actor: Actor, referent: User, axe: Axe
):
    conversation = begun(actor)
    sender = asker_of(conversation).correspondent.user
    assert sender is not None
    page = enter(new_context(reduced_motion="reduce"), referent, site)
    page.goto(conversation.get_absolute_url())
    reach(page, page.get_by_role("button", name="Bloquer mon correspondant"))
    page.keyboard.press("Enter")
    expect(page.locator(".notice--good")).to_contain_text("Bloqué")
    page.goto("/messages/reglages/")
    check(page, axe)
    page.goto("/messages/")
    check(page, axe)

    conversation.__class__.objects.update(created_at="2020-01-01T00:00Z")
    other = enter(new_context(), sender, site)
    other.goto(WRITE)
    other.get_by_label("Votre message").fill("Encore moi.")
    other.get_by_role("button", name="Envoyer le message").click()
    expect(other.get_by_role("alert")).to_contain_text("ne souhaite pas vous lire")
    expect(other.get_by_label("Votre message")).to_have_value("Encore moi.")


def test_moderators_pages_can_be_used_by_everyone(new_context: NewContext, site: str, actor: Actor, axe: Axe):
    waiting = begun(actor)
    other = ActorFactory(slug="autre-ville-2")
    UserFactory(referent_of=other)
    conversation = begun(other)
    message = answered(conversation)
    sender = asker_of(conversation).correspondent.user
    assert sender is not None
    mailbox(ActorFactory(), "contact@ville.example")

    page = enter(new_context(reduced_motion="reduce"), sender, site)
    page.goto(f"{conversation.get_absolute_url()}signaler/{message.pk}/")
    check(page, axe)
    start_again(page)
    page.get_by_role("button", name="Signaler").click()

    page = enter(new_context(reduced_motion="reduce"), UserFactory(moderator=True), site)
    page.goto("/moderation/messages/")
    check(page, axe)
    page.goto(f"/moderation/messages/{waiting.pk}/")
    check(page, axe)
    page.goto("/moderation/messages/boites/")
    check(page, axe)
    page.goto("/moderation/messages/")
    page.get_by_role("link", name="Signalement").click()
    check(page, axe)
