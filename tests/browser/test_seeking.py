"""A need is sought, read, and answered by a flash report that its page began, on a phone."""

from typing import Any

from playwright.sync_api import expect

from actors.models import Actor
from contributions.writing.models import Draft
from exchanges.seeking.models import Answer, SoughtNeed
from practices.models import ExperienceReportPage, Need
from tests.browser.signing_in import phone
from tests.factories.kernel import UserFactory
from tests.factories.practices import ExperienceReportPageFactory


def test_a_need_is_sought_and_answered_by_a_prefilled_report(new_context: Any, site: str, axe: Any):
    city, other = Actor.objects.filter(live=True, territory__isnull=False).order_by("pk")[:2]
    need = Need.objects.filter(live=True).first()
    assert need is not None
    seeker, moderator = UserFactory(contributor_of=city), UserFactory(moderator=True)
    writer = UserFactory(contributor_of=other)

    page = phone(new_context, site, seeker)
    page.goto(f"/cherche/nouveau/?besoin={need.slug}")
    axe(page)
    page.get_by_label("Votre situation").fill(
        "Notre cour d’école est un four en juin. Qui a planté, avec quel budget ?"
    )
    page.get_by_role("button", name="Proposer à la relecture").press("Enter")
    expect(page.get_by_text("Un modérateur lit votre demande")).to_be_visible()
    sought = SoughtNeed.objects.latest("pk")

    reading = phone(new_context, site, moderator)
    reading.goto("/moderation/cherche/")
    axe(reading)
    reading.get_by_role("button", name="Publier").first.press("Enter")
    expect(reading.get_by_text("l’auteur est prévenu")).to_be_visible()

    answering = phone(new_context, site, writer)
    answering.goto(sought.get_absolute_url())
    axe(answering)
    assert answering.evaluate("document.documentElement.scrollWidth <= innerWidth")
    answering.get_by_role("link", name="Nous l’avons fait").press("Enter")
    answering.locator("#id_title").fill("Dix arbres dans la cour Jaurès")
    answering.get_by_role("button", name="Garder en brouillon").press("Enter")
    answering.wait_for_load_state("load")
    draft = Draft.objects.get(owner=writer)
    assert draft.origin == f"cherche:{sought.pk}"
    assert draft.data["needs"] == [need.slug]

    report = published_from(draft)
    answering.goto(sought.get_absolute_url())
    expect(answering.get_by_role("link", name=report.title)).to_be_visible()
    assert Answer.objects.get().written_for_it


def published_from(draft: Draft) -> ExperienceReportPage:
    """What the review does at its end: the report of the draft is published."""
    report = ExperienceReportPageFactory(draft=True, title=draft.title)
    Draft.objects.filter(pk=draft.pk).update(page=report)
    report.save_revision().publish()
    return report
