"""A référent says in one click that a report still holds; somebody takes an imported report in hand."""

import re
from collections.abc import Callable
from datetime import date

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from contributions.freshness import reviewing
from contributions.freshness.models import Claim
from network_site import public_forms
from network_site.mail.models import OutgoingMail
from practices.models import ExperienceReportPage
from tests.browser.test_page_types import check
from tests.factories.actors import MembershipFactory

Axe = Callable[..., None]

PASSWORD = "une loutre dort au soleil"


@pytest.fixture
def report(site: str) -> ExperienceReportPage:
    return ExperienceReportPage.objects.live().get(permanent_id="2023-0035")


def follow_mail(page: Page, *, subject: str, link: str) -> None:
    """As the demo's reader does: the mail on its page, then its link, on the port of this test."""
    page.goto("/demo/courriels/")
    mail = page.get_by_role("article").filter(has_text=subject).first
    address = mail.get_by_role("link").filter(has_text=link).first.get_attribute("href") or ""
    page.goto(re.sub(r"^https?://[^/]+", "", address))


def test_one_click_says_that_a_report_still_holds(page: Page, report: ExperienceReportPage, axe: Axe):
    actor = report.report_actors.all()[0].actor
    MembershipFactory(actor=actor, referent=True)
    ExperienceReportPage.objects.filter(pk=report.pk).update(verified_at=date(2024, 1, 5))
    reviewing.run()
    follow_mail(page, subject=report.title, link="/relecture/")
    expect(page.get_by_role("heading", level=1)).to_contain_text("toujours exact")
    assert OutgoingMail.objects.count() == 1
    check(page, axe)
    page.get_by_role("button", name="Oui, toujours exact").click()
    expect(page.locator(".notice--good")).to_contain_text("vérifié aujourd’hui")
    report.refresh_from_db()
    assert report.verified_at == timezone.localdate()
    follow_mail(page, subject=report.title, link="/relecture/")
    expect(page.get_by_role("heading", level=1)).to_contain_text("ne peut plus servir")


def test_a_referent_of_the_survey_takes_a_report_in_hand(
    page: Page, report: ExperienceReportPage, axe: Axe, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(public_forms, "FASTEST_SECONDS", 0)
    colleague = MembershipFactory(actor=report.report_actors.all()[0].actor, referent=True).user
    page.goto(report.url)
    page.get_by_role("link", name="Vous êtes le référent de ce retour").click()
    page.get_by_label("Une autre personne").or_(page.get_by_label("La personne qui suit")).check()
    page.get_by_label("Votre nom").fill("Camille Durand")
    page.get_by_label("Votre adresse e-mail").fill("camille.durand@exemple.fr")
    page.get_by_role("button", name="Envoyer ma demande").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("est partie")
    assert OutgoingMail.objects.get().to == colleague.email

    follow_mail(page, subject="se dit référente", link="/referents/confirmer/")
    check(page, axe)
    page.get_by_role("button", name="Oui, c’est bien notre référent").click()
    expect(page.locator(".notice--good")).to_contain_text("acceptée")

    follow_mail(page, subject="vous attend", link="/referents/prendre/")
    page.get_by_label("Choisissez un mot de passe").fill(PASSWORD)
    check(page, axe)
    page.get_by_role("button", name="Prendre ce retour en main").click()
    expect(page.locator(".notice--good")).to_contain_text("est à vous")
    assert Claim.objects.get().state == Claim.State.DONE
    page.get_by_role("button", name="Ouvrir le brouillon").click()
    expect(page).to_have_url(re.compile("/contribuer/"))
    expect(page.get_by_role("heading", level=1)).to_be_visible()
