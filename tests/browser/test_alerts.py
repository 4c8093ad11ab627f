"""From the results of a search to the mail that tells what is new, and out again, on a phone and by keyboard."""

import re
from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from exchanges.alerts import digests, links, percolator
from exchanges.alerts.models import Match, Subscriber
from network_site import public_forms
from network_site.mail.models import OutgoingMail
from search import outbox
from tests.factories.alerts import AlertFactory
from tests.factories.practices import ExperienceReportPageFactory

ADDRESS = "elue@exemple.fr"


def link(event: str, path: str) -> str:
    """The path of this page in the last mail about it."""
    mail = OutgoingMail.objects.filter(key__startswith=f"alerts/{event}/").latest("pk")
    match = re.search(rf"http://\S+?({path}\?\S+)", mail.text)
    assert match is not None, mail.text
    return match[1]


def test_a_search_is_followed_to_its_mail_and_stopped(mobile_page: Page, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(public_forms, "FASTEST_SECONDS", 0)
    page = mobile_page
    page.goto("/recherche/?q=glycine")
    page.locator("#suivre > summary").focus()
    page.keyboard.press("Enter")
    page.get_by_role("link", name="Recevoir les nouveautés par courriel").press("Enter")
    page.get_by_label("Votre adresse e-mail").fill(ADDRESS)
    page.get_by_label("chaque jour").check()
    page.get_by_label("Votre adresse e-mail").press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Regardez votre messagerie")

    page.goto(link("confirm", "/alertes/confirmer/"))
    page.get_by_role("button", name="Confirmer mon alerte").press("Enter")
    expect(page.get_by_text("vous recevrez ce qui est nouveau")).to_be_visible()
    expect(page.get_by_role("heading", name="glycine")).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")

    ExperienceReportPageFactory(title="Une glycine pour l’ombre de la cour")
    outbox.drain()
    percolator.match_arrivals()
    Match.objects.update(found_at=timezone.now() - timedelta(days=2))
    assert digests.send_due() == 1
    mail = OutgoingMail.objects.filter(key__startswith="alerts/news/").latest("pk")
    assert (mail.to, mail.subject) == (ADDRESS, "Nouveau sur Relais : Une glycine pour l’ombre de la cour")

    page.goto(link("news", "/alertes/arreter/"))
    page.get_by_role("button", name="Tout arrêter").press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Vos alertes sont arrêtées")
    assert not Subscriber.objects.exists()


def test_the_pages_of_the_mails_are_accessible(page: Page, axe, site):
    alert = AlertFactory(parameters="q=eau")
    waiting = AlertFactory(parameters="q=crue", waiting=True, subscriber=alert.subscriber)
    for path in (links.confirm_path(waiting), links.manage_path(alert.subscriber), links.stop_path(alert.subscriber)):
        page.goto(path)
        axe(page)
