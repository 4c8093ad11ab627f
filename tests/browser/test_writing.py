"""A member tells an experience, whatever happens to the browser, the session or the network meanwhile."""

import re
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from typing import Any

import pytest
from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore
from django.contrib.sessions.models import Session
from playwright.sync_api import Browser, BrowserContext, Error, Page, expect

from actors.models import Actor
from contributions.writing.models import Draft
from network_site.accounts.models import User
from tests.browser.conftest import MOBILE, PATIENCE, NewContext
from tests.factories.actors import MembershipFactory
from tests.factories.kernel import UserFactory

TITLE = "Des brumisateurs au marché couvert"
PASSWORD = "relais-essai"


@pytest.fixture
def member(site: str) -> User:
    user: User = UserFactory(first_name="Camille", last_name="Exemple", verified=True)
    MembershipFactory(user=user, actor=Actor.objects.get(slug="ville-de-grenoble"), referent=True)
    return user


@pytest.fixture(autouse=True)
def _last_texts_arrive(new_context: NewContext, browser: Browser) -> Iterator[None]:
    """A page that closes sends what it holds: the database is not taken away meanwhile."""
    yield
    for context in browser.contexts:
        context.close()
    time.sleep(1)


def enter(context: BrowserContext, site: str, user: User) -> Page:
    """A page of somebody who has signed in already."""
    session = SessionStore()
    session[SESSION_KEY], session[HASH_SESSION_KEY] = str(user.pk), user.get_session_auth_hash()
    session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
    session.save()
    context.add_cookies([{"name": "sessionid", "value": session.session_key or "", "url": site}])
    return context.new_page()


def sign_in(page: Page, user: User) -> None:
    page.locator("#id_login").fill(user.email)
    page.locator("#id_password").fill(PASSWORD)
    page.get_by_role("button", name="Se connecter", exact=True).click()


def tell(page: Page, title: str = TITLE) -> None:
    page.locator("#id_title").fill(title)
    page.locator("#id_summary").fill("Deux étés d’essai, et un marché où l’on respire.")
    page.locator("#id_action").fill("Nous avons loué, puis acheté, six rampes.")
    page.locator("#id_limits").fill("Le premier réglage mouillait les étals.")


def classify(page: Page) -> None:
    page.locator("[name=needs][value=adapter-cadre-de-vie]").check()
    page.locator("[name=kind][value=realisation]").check()
    page.locator("[name=status][value=realise]").check()
    for name in ("stages", "themes"):
        page.locator(f"[name={name}]").first.check()


def go_on(page: Page) -> None:
    page.get_by_role("button", name=re.compile("^Continuer")).click()


def fits(page: Page) -> bool:
    return bool(page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth"))


def test_a_member_signs_in_and_sends_a_report_in_three_steps(page: Page, member: User, axe: Callable[..., None]):
    page.goto("/contribuer/")
    axe(page)
    page.get_by_role("link", name="J’ai déjà un compte").click()
    sign_in(page, member)
    page.get_by_role("link", name="Commencer un retour").click()
    page.wait_for_load_state()  # what is typed before the scripts are there calls for nothing
    page.locator("#id_title").press_sequentially("Des cours d’école perméables")
    expect(page.locator("#proches a").first).to_be_visible(timeout=PATIENCE)
    tell(page)
    axe(page)
    go_on(page)
    expect(page.locator(".progress [aria-current]")).to_contain_text("classement")
    go_on(page)
    expect(page.locator("#erreurs")).to_contain_text("points à corriger")
    axe(page)
    classify(page)
    go_on(page)
    page.locator("[name=referent][value=moi-relay]").check()
    axe(page)
    go_on(page)
    expect(page.get_by_role("heading", name="Tout est prêt")).to_be_visible()
    axe(page)
    page.get_by_role("link", name="Voir la page comme elle paraîtra").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("brumisateurs")
    axe(page)
    page.get_by_role("link", name="Revenir au brouillon").click()
    page.get_by_role("button", name="Envoyer à la relecture").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Votre retour est envoyé")
    axe(page)
    assert Draft.objects.get(owner=member).page is not None


def test_the_text_saves_itself_and_survives_a_closed_tab(new_context: NewContext, site: str, member: User):
    context = new_context()
    page = enter(context, site, member)
    page.goto("/contribuer/nouveau/")
    page.locator("#id_title").fill(TITLE)
    expect(page.locator("[data-draft-status]")).to_contain_text("Enregistré à", timeout=PATIENCE)
    address = page.url
    assert "/nouveau/" not in address
    page.locator("#id_summary").fill("Quittée aussitôt.")
    page.goto("/contribuer/")
    page.close()
    page = context.new_page()
    page.goto(address)
    expect(page.locator("#id_title")).to_have_value(TITLE)
    expect(page.locator("#id_summary")).to_have_value("Quittée aussitôt.")


def test_a_lost_session_loses_nothing(new_context: NewContext, site: str, member: User):
    page = enter(new_context(), site, member)
    page.goto("/contribuer/nouveau/")
    tell(page, title="Avant")
    go_on(page)
    page.locator(".progress").get_by_role("link", name="L’essentiel").click()
    page.locator("#id_title").fill(TITLE)
    Session.objects.all().delete()
    go_on(page)
    expect(page.locator("main")).to_contain_text("Votre texte est gardé")
    sign_in(page, member)
    expect(page.locator("#id_title")).to_have_value(TITLE)
    assert Draft.objects.get(owner=member).title == TITLE


def test_a_lost_network_leaves_the_text_in_the_browser(new_context: NewContext, site: str, member: User):
    context = new_context()
    page = enter(context, site, member)
    draft = Draft.objects.create(owner=member)
    page.goto(f"{draft.get_absolute_url()}essentiel/")
    context.set_offline(True)
    page.locator("#id_title").fill(TITLE)
    expect(page.locator("[data-draft-status]")).to_contain_text("gardé sur cet appareil", timeout=PATIENCE)
    crash(page)  # a page that is closed tries once more, and Chromium sends it whatever is told of the network
    page.close()
    context.set_offline(False)
    page = context.new_page()
    page.goto(f"{draft.get_absolute_url()}essentiel/")
    expect(page.locator("#id_title")).to_have_value("")
    page.get_by_role("button", name="Reprendre ce texte").click()
    expect(page.locator("#id_title")).to_have_value(TITLE)
    expect(page.locator("[data-draft-status]")).to_contain_text("Enregistré à", timeout=PATIENCE)


def crash(page: Page) -> None:
    """As when the machine stops: nothing is sent."""
    with page.expect_event("crash"), suppress(Error):
        page.goto("chrome://crash")


def test_two_tabs_keep_both_texts(new_context: NewContext, site: str, member: User, axe: Callable[..., None]):
    context = new_context()
    first = enter(context, site, member)
    first.goto("/contribuer/nouveau/")
    tell(first)
    go_on(first)
    first.locator(".progress").get_by_role("link", name="L’essentiel").click()
    second = context.new_page()
    second.goto(first.url)
    second.locator("#id_action").fill("Texte du second onglet.")
    second.get_by_role("button", name="Garder en brouillon").click()
    first.locator("#id_action").fill("Texte du premier onglet.")
    expect(first.locator("[data-draft-status]")).to_contain_text("dans un autre onglet", timeout=PATIENCE)
    first.get_by_role("link", name="Comparer et choisir").click()
    expect(first.locator("main")).to_contain_text("Texte du second onglet.")
    axe(first)
    first.get_by_label("Garder les deux").check()
    first.get_by_role("button", name="Enregistrer mon choix").click()
    kept = Draft.objects.get(owner=member).text("action")
    assert kept == "Texte du second onglet.\n\nTexte du premier onglet."


def test_without_javascript(new_context: NewContext, site: str, member: User):
    page = enter(new_context(java_script_enabled=False), site, member)
    page.goto("/contribuer/nouveau/?titre=" + TITLE.replace(" ", "+"))
    expect(page.locator("#id_title")).to_have_value(TITLE)
    tell(page, title="Des cours d’école perméables et plantées")
    go_on(page)
    expect(page.locator("main")).to_contain_text("Des retours proches existent déjà")
    page.get_by_role("button", name="Revenir").click()
    expect(page.locator("#id_limits")).to_have_value(re.compile("étals"))
    go_on(page)
    classify(page)
    go_on(page)
    page.locator("details.facet summary").click()
    page.locator("#id_location").fill("38185")
    page.locator("[name=referent][value=moi-relay]").check()
    go_on(page)
    page.get_by_role("button", name="Envoyer à la relecture").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Votre retour est envoyé")


def test_by_the_keyboard_alone(new_context: NewContext, site: str, member: User):
    page = enter(new_context(), site, member)
    page.goto("/contribuer/nouveau/")
    press = page.keyboard.press
    page.locator("#contenu").focus()
    reach(page, "id_title")
    for text in (TITLE, "Deux étés.", "Six rampes.", "Des étals mouillés."):
        page.keyboard.type(text)
        press("Tab")
    assert page.evaluate("document.activeElement.textContent.trim()") == "Continuer"
    press("Enter")
    page.wait_for_url(re.compile("classement"))
    page.locator("#contenu").focus()
    for name, key in (
        ("needs", "Space"),
        ("kind", "Space"),
        ("status", "Space"),
        ("stages", "Space"),
        ("themes", "Space"),
    ):
        reach(page, f"id_{name}_0")
        press(key)
    reach(page, "Continuer")
    press("Enter")
    page.wait_for_url(re.compile("contact"))
    page.locator("#contenu").focus()
    reach(page, "id_referent_0")
    press("ArrowDown")
    press("ArrowDown")
    reach(page, "Continuer vers la relecture")
    press("Enter")
    expect(page.get_by_role("heading", name="Tout est prêt")).to_be_visible()


def reach(page: Page, wanted: str) -> None:
    """Press Tab until the element of this id, or the button of this name, has the focus."""
    for _press in range(80):
        page.keyboard.press("Tab")
        held: Any = page.evaluate("[document.activeElement.id, document.activeElement.textContent.trim()]")
        if wanted in held:
            return
    pytest.fail(f"the keyboard does not reach {wanted}")


def test_on_a_telephone(new_context: NewContext, site: str, member: User):
    page = enter(new_context(viewport=MOBILE, has_touch=True), site, member)
    page.goto("/contribuer/")
    assert fits(page)
    page.get_by_role("link", name="Commencer un retour").tap()
    tell(page)
    assert fits(page)
    go_on(page)
    classify(page)
    assert fits(page)
    go_on(page)
    page.locator("[name=referent][value=moi-relay]").check()
    assert fits(page)
    go_on(page)
    expect(page.get_by_role("heading", name="Tout est prêt")).to_be_visible()
    assert fits(page)
