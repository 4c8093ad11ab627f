"""What members do with a network and with their own data, on a phone and by keyboard."""

import json
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from actors.models import Actor, Network
from exchanges.communities.models import JoinRequest
from network_site import public_forms
from network_site.accounts.models import User
from network_site.mail.models import OutgoingMail
from tests.browser.signing_in import phone
from tests.factories.communities import CommunityFactory, DirectoryEntryFactory, FacilitatorFactory
from tests.factories.kernel import UserFactory


def fits(page: Page) -> bool:
    return bool(page.evaluate("document.documentElement.scrollWidth <= innerWidth"))


def test_an_actor_joins_a_network(new_context: Any, site: str, axe: Any):
    network = Network.objects.get(slug="les-greniers-d-abondance")
    CommunityFactory(network=network)
    actor = Actor.objects.get(slug="ville-de-grenoble")
    member, facilitator = UserFactory(contributor_of=actor), FacilitatorFactory(network=network).user

    asking = phone(new_context, site, member)
    asking.goto(network.get_absolute_url())
    asking.get_by_role("link", name="Demander à le rejoindre").press("Enter")
    axe(asking)
    asking.get_by_label("Votre message").fill("Nous préparons un projet alimentaire.")
    asking.get_by_role("button", name="Envoyer la demande").press("Enter")
    expect(asking.get_by_text("Votre demande attend une réponse")).to_be_visible()
    assert fits(asking)
    request = JoinRequest.objects.get()

    answering = phone(new_context, site, facilitator)
    answering.goto(f"/reseaux/{network.slug}/animer/")
    axe(answering)
    assert fits(answering)
    answering.get_by_role("button", name="Refuser").press("Enter")
    expect(answering.get_by_text("Dites pourquoi").first).to_be_visible()
    answering.get_by_role("button", name="Accepter").press("Enter")
    expect(answering.get_by_text("La réponse est partie")).to_be_visible()
    answering.goto(network.get_absolute_url())
    expect(answering.get_by_role("region", name="Ses membres sur Relais").get_by_text(actor.name)).to_be_visible()
    request.refresh_from_db()
    assert request.accepted_at


def test_a_person_takes_everything_away_and_leaves(new_context: Any, site: str, axe: Any):
    user = UserFactory(first_name="Zénobie", contributor_of=Actor.objects.get(slug="ville-de-grenoble"))
    page = phone(new_context, site, user)
    page.goto("/annuaire/ma-fiche/")
    axe(page)
    page.get_by_label("Votre fonction").fill("Directrice des espaces verts")
    page.get_by_role("checkbox", name="J’accepte").press("Space")
    page.get_by_role("button", name="Mettre ma fiche dans l’annuaire").press("Enter")
    expect(page.get_by_text("Directrice des espaces verts")).to_be_visible()
    axe(page)
    assert fits(page)

    page.goto("/compte/")
    with page.expect_download() as download:
        page.get_by_role("button", name="Télécharger mes données").press("Enter")
    told = json.loads(download.value.path().read_text(encoding="utf-8"))
    assert told["reseaux"]["annuaire"]["fonction"] == "Directrice des espaces verts"

    page.get_by_role("link", name="Supprimer mon compte").press("Enter")
    axe(page)
    assert fits(page)
    page.get_by_label("Votre mot de passe").fill("relais-essai")
    page.get_by_role("button", name="Supprimer mon compte").press("Enter")
    expect(page.get_by_role("heading", name="Votre compte est supprimé")).to_be_visible()
    assert not User.objects.filter(pk=user.pk).exists()


def test_a_member_writes_to_somebody_of_the_directory(
    new_context: Any, site: str, axe: Any, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(public_forms, "FASTEST_SECONDS", 0)
    city, other = Actor.objects.filter(live=True).order_by("pk")[:2]
    person = UserFactory(first_name="Ada", last_name="Aidante", contributor_of=city)
    DirectoryEntryFactory(user=person)
    page = phone(new_context, site, UserFactory(first_name="Zoé", last_name="Demandeuse", contributor_of=other))
    page.goto("/annuaire/")
    axe(page)
    assert fits(page)
    page.get_by_role("link", name="Écrire à Ada Aidante").press("Enter")
    expect(page.get_by_role("heading", name="Écrire à Ada Aidante")).to_be_visible()
    axe(page)
    assert fits(page)
    page.get_by_label("Votre message").fill("Comment avez-vous fait ?")
    page.get_by_role("button", name="Envoyer le message").press("Enter")
    expect(page.get_by_text("Message bien envoyé à la personne à qui vous écrivez")).to_be_visible()
    assert OutgoingMail.objects.filter(to=person.email).exists()
