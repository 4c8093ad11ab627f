"""Everything works with scripts refused or lost on the way."""

import re

import pytest
from playwright.sync_api import Page, expect

from network_site import public_forms
from network_site.contact.models import Message
from tests.browser.test_reading_path import QUESTION, count


def test_search_facets_and_report(plain_page: Page):
    plain_page.goto("/")
    plain_page.locator("#q").fill(QUESTION)
    plain_page.get_by_role("button", name="Chercher").click()
    before = count(plain_page)
    facet = plain_page.locator("#facette-etape")
    if facet.get_attribute("open") is None:
        facet.locator("summary").first.click()
    facet.get_by_role("checkbox").first.check()
    plain_page.get_by_role("button", name="Appliquer les filtres").click()
    assert "etape=" in plain_page.url
    assert 0 < count(plain_page) <= before
    expect(facet.get_by_role("checkbox").first).to_be_checked()
    plain_page.get_by_role("link", name=re.compile("^Retirer le filtre")).click()
    assert count(plain_page) == before
    plain_page.locator("#resultats .entries > li").first.get_by_role("heading").get_by_role("link").click()
    expect(plain_page.get_by_role("heading", level=1)).to_be_visible()
    assert "/retours/" in plain_page.url


def test_pages_tabs_and_orders(plain_page: Page):
    plain_page.goto("/recherche/")
    first = titles(plain_page)
    plain_page.get_by_role("link", name=re.compile("Suivante")).click()
    second = titles(plain_page)
    assert second
    assert not set(first) & set(second)
    plain_page.locator("#onglet-acteurs").click()
    assert "type=acteurs" in plain_page.url
    assert titles(plain_page)


def titles(page: Page) -> list[str]:
    return page.locator("#resultats .entries > li h3").all_inner_texts()


def test_folded_parts_unfold(plain_page: Page):
    plain_page.set_viewport_size({"width": 375, "height": 740})
    plain_page.goto("/recherche/?q=eau")
    filters = plain_page.locator("#facettes")
    boxes = filters.get_by_role("checkbox")
    expect(boxes.first).to_be_hidden()
    filters.locator("summary").first.click()
    expect(filters.get_by_role("button", name="Appliquer les filtres")).to_be_visible()
    plain_page.locator("details.menu > summary").click()
    expect(plain_page.locator("#menu").get_by_role("link", name="Réseaux")).to_be_visible()


def test_a_message_is_sent(plain_page: Page, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(public_forms, "FASTEST_SECONDS", 0)
    plain_page.goto("/contact/?sujet=probleme")
    send = plain_page.get_by_role("button", name="Envoyer le message")
    send.click()
    expect(plain_page.locator("[aria-invalid=true]").first).to_be_visible()
    assert "Erreur" in plain_page.title()
    plain_page.locator("textarea[name=text]").fill("Le lien vers le bilan ne répond plus.")
    send.click()
    assert plain_page.url.endswith("/contact/merci/")
    assert Message.objects.get().text == "Le lien vers le bilan ne répond plus."
