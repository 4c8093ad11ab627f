"""A report from its first word to the search: what its author and its moderator do, and a reader who corrects it."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from actors.models import Actor
from contributions.moderation import remarking
from network_site.accounts.models import User
from network_site.mail.models import OutgoingMail
from practices.models import ExperienceReportPage
from tests.browser.conftest import NewContext
from tests.browser.signing_in import enter
from tests.factories import moderation as make
from tests.factories.actors import MembershipFactory
from tests.factories.kernel import UserFactory
from tests.factories.writing import contact, essentials

Axe = Callable[..., None]

TITLE = "Des parasols de houblon dans la cour du Zouave"


CLASSIFIED = {
    "kind": "realisation",
    "status": "realise",
    "needs": ["adapter-cadre-de-vie"],
    "stages": ["mise-en-oeuvre"],
    "themes": ["eau"],
}


def unfold(page: Page) -> None:
    page.evaluate("document.querySelectorAll('details').forEach((details) => { details.open = true })")


@pytest.fixture
def signed_in(new_context: NewContext, site: str) -> Callable[[User], Page]:
    """A page of that person’s browser; signing in by hand has its own test."""

    def open_page(user: User) -> Page:
        return enter(new_context(), user, site)

    return open_page


def write(page: Page, typed: dict[str, Any]) -> None:
    """Answer the questions of one step, whatever they look like, and go on."""
    unfold(page)
    for name, value in typed.items():
        for one in value if isinstance(value, list) else [value]:
            choice = page.locator(f"main form input[name='{name}'][value='{one}']")
            if choice.count():
                choice.check()
            elif page.locator(f"main form select[name='{name}']").count():
                page.locator(f"main form select[name='{name}']").select_option(one)
            else:
                page.locator(f"main form [name='{name}']").fill(one)
    page.get_by_role("button", name=re.compile("^Continuer")).click()


def told(typed: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in typed.items() if name not in {"onglet", "version"}}


def test_written_asked_again_and_published(signed_in: Callable[[User], Page], page: Page, axe: Axe):
    actor = Actor.objects.get(slug="ville-de-grenoble")
    author = UserFactory(first_name="Camille", last_name="Exemple")
    MembershipFactory(user=author, actor=actor, referent=True)
    writing, reading = signed_in(author), signed_in(make.moderator(first_name="Ana"))

    writing.goto("/contribuer/nouveau/")
    write(writing, told(essentials(title=TITLE)))
    write(writing, CLASSIFIED)
    write(writing, told(contact(actor)))
    writing.get_by_role("button", name=re.compile("^Envoyer")).click()
    expect(writing.get_by_role("heading", level=1)).to_contain_text("envoyé")
    page.goto("/recherche/?q=parasols+houblon+Zouave")
    expect(page.locator("#resultats")).not_to_contain_text(TITLE)

    reading.goto("/moderation/")
    axe(reading)
    reading.get_by_role("link", name=TITLE).click()
    expect(reading.get_by_role("heading", level=1)).to_contain_text("houblon")
    axe(reading)
    reading.get_by_role("button", name="Demander des précisions").click()
    expect(reading.locator("#erreurs")).to_contain_text("au moins sur un champ")
    unfold(reading)
    reading.get_by_label("Remarque sur « Ce qui a été fait »").fill("Combien de parasols ?")
    reading.get_by_role("button", name="Demander des précisions").click()
    expect(reading.locator("main")).to_contain_text("L’auteur est prévenu")

    mail = OutgoingMail.objects.get(to=author.email, key__endswith=f"a-completer/{author.pk}")
    assert "Combien de parasols ?" in mail.text
    writing.goto("/relecture/" + mail.text.split("/relecture/")[1].split()[0])
    expect(writing.locator("main")).to_contain_text("Combien de parasols")
    axe(writing)
    writing.get_by_role("button", name="Compléter mon retour").click()
    writing.wait_for_url("**/contribuer/*-*/")
    writing.goto(f"{writing.url}essentiel/")
    expect(writing.locator("main")).to_contain_text("Combien de parasols")
    unfold(writing)
    writing.locator("[name=action]").fill("Nous avons planté douze parasols de houblon.")
    for _step in range(3):
        writing.get_by_role("button", name=re.compile("^Continuer")).click()
    writing.get_by_role("button", name=re.compile("^Envoyer")).click()
    expect(writing.get_by_role("heading", level=1)).to_contain_text("envoyé")

    reading.goto("/moderation/")
    reading.get_by_role("link", name=TITLE).click()
    expect(reading.locator(".changes ins").first).to_contain_text("douze")
    reading.get_by_role("button", name="Publier").click()
    expect(reading.locator("main")).to_contain_text("L’auteur est prévenu")
    page.goto("/recherche/?q=parasols+houblon+Zouave")
    expect(page.locator("#resultats")).to_contain_text("houblon")
    assert OutgoingMail.objects.filter(to=author.email).count() == 4  # received twice, asked, published


def test_a_visitor_corrects_and_the_referent_accepts(signed_in: Callable[[User], Page], plain_page: Page, axe: Axe):
    report = ExperienceReportPage.objects.live().get(permanent_id="2023-0035")
    author = UserFactory()
    MembershipFactory(user=author, actor=report.report_actors.first().actor, referent=True)

    plain_page.goto(report.url)
    plain_page.get_by_role("link", name="Proposer une correction").click()
    unfold(plain_page)
    plain_page.get_by_label("En bref").fill("Un résumé corrigé par un voisin du Zouave.")
    plain_page.get_by_label("Pourquoi cette correction").fill("J’habite en face.")
    plain_page.wait_for_timeout(3100)  # the form wants a person’s pace
    plain_page.get_by_role("button", name="Proposer cette correction").click()
    expect(plain_page.get_by_role("heading", level=1)).to_contain_text("Merci")

    deciding = signed_in(author)
    mail = OutgoingMail.objects.get(to=author.email)
    deciding.goto("/corrections/" + mail.text.split("/corrections/")[1].split()[0])
    expect(deciding.locator(".changes")).to_contain_text("voisin")
    axe(deciding)
    deciding.get_by_role("button", name="Accepter et publier").click()
    expect(deciding.locator("main")).to_contain_text("La correction est publiée")
    axe(deciding)
    plain_page.goto(report.url)
    expect(plain_page.locator("main")).to_contain_text("corrigé par un voisin du Zouave")


def test_an_invited_reviewer_sends_remarks_without_an_account(page: Page, site: str, axe: Axe):
    review = make.submitted()
    remarking.invite(review.page, user=make.moderator(), name="Iris Essai", email="iris@exemple.fr", days=7)
    page.goto("/relecture/" + OutgoingMail.objects.get(to="iris@exemple.fr").text.split("/relecture/")[1].split()[0])
    axe(page)
    page.locator("[name=opinion]").fill("Un essai que je referais.")
    page.get_by_role("button", name="Envoyer aux modérateurs").click()
    expect(page.locator("main")).to_contain_text("Vos remarques sont gardées")
    expect(page.locator("[name=opinion]")).to_have_value("Un essai que je referais.")


def test_without_javascript_a_moderator_keeps_an_opinion_and_loses_no_remark(new_context: NewContext, site: str):
    review = make.submitted()
    reading = enter(new_context(java_script_enabled=False), make.moderator(), site)
    reading.goto(f"/moderation/{review.page_id}/")
    reading.locator("[name=comment]").fill("Combien de parasols ?")
    reading.locator("[name=text]").fill("Un essai que je referais.")
    reading.locator("[name=signature]").fill("Iris Essai")
    reading.locator("[name=signature]").press("Enter")
    expect(reading.locator("main .notice")).to_have_count(0)
    reading.get_by_role("button", name="Garder mon avis").click()
    expect(reading.locator("main")).to_contain_text("Votre avis est gardé")
    expect(reading.locator("[name=comment]")).to_have_value("Combien de parasols ?")
