"""Joining and running a network, as their pages are used: rights, errors that keep what was typed, second thoughts."""

from typing import Any

import pytest
from django.test import Client

from actors.models import Network
from exchanges.communities.models import AgendaLink, Community, Facilitator, JoinRequest
from tests.factories.actors import ActorFactory, NetworkFactory
from tests.factories.communities import (
    AgendaLinkFactory,
    CommunityFactory,
    FacilitatorFactory,
    JoinRequestFactory,
)
from tests.factories.kernel import UserFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def network(client: Client) -> Network:
    """A network that the signed-in person runs."""
    facilitator = FacilitatorFactory()
    client.force_login(facilitator.user)
    return facilitator.network


def test_the_page_of_a_network_says_how_to_join_it(client: Client) -> None:
    community = CommunityFactory(languages=["en", "de"])
    page = client.get(community.network.get_absolute_url()).content.decode()
    assert "Demander à le rejoindre" in page
    assert "anglais et allemand" in page
    assert "Demander à le rejoindre" not in client.get(NetworkFactory().get_absolute_url()).content.decode()


def test_a_member_asks_in_the_name_of_its_actor(client: Client) -> None:
    community, actor = CommunityFactory(), ActorFactory()
    client.force_login(UserFactory(contributor_of=actor))
    path = f"/reseaux/{community.network.slug}/rejoindre/"
    assert client.post(path, {"actor": ActorFactory().pk}).status_code == 422  # another's actor
    for _sent_twice in range(2):
        assert client.post(path, {"actor": actor.pk, "message": "Bonjour"}).status_code == 302
    assert JoinRequest.objects.get().message == "Bonjour"
    assert "attend une réponse" in client.get(path).content.decode()


def test_an_actor_asks_once_whoever_asks_for_it(client: Client) -> None:
    request = JoinRequestFactory(network=CommunityFactory().network)
    path = f"/reseaux/{request.network.slug}/rejoindre/"
    client.force_login(UserFactory(referent_of=request.actor))
    page = client.get(path).content.decode()
    assert f"Pour {request.actor.name}, depuis le" in page
    assert "Envoyer la demande" not in page
    refused = client.post(path, {"actor": request.actor.pk, "message": "Nous aussi"})
    assert refused.status_code == 422
    assert "déjà demandé" in refused.content.decode()
    assert JoinRequest.objects.get() == request


def test_a_network_that_receives_no_request_here_says_how_to_join_it(client: Client) -> None:
    network, actor = NetworkFactory(how_to_join="Écrire au bureau."), ActorFactory()
    client.force_login(UserFactory(referent_of=actor))
    path = f"/reseaux/{network.slug}/rejoindre/"
    assert "Écrire au bureau." in client.get(path).content.decode()
    client.post(path, {"actor": actor.pk})
    assert not JoinRequest.objects.exists()


def test_a_person_without_actor_is_shown_the_way(client: Client) -> None:
    client.force_login(UserFactory())
    assert "Rattachez d’abord" in client.get(f"/reseaux/{CommunityFactory().network.slug}/rejoindre/").content.decode()


@pytest.mark.parametrize("who", ["visitor", "member", "waiting"])
@pytest.mark.parametrize("page", ["animer/", "animer/demandes/{pk}/", "animer/agenda/", "animer/agenda/{pk}/retirer/"])
def test_others_do_not_run_it(client: Client, who: str, page: str) -> None:
    request = JoinRequestFactory()
    meeting = AgendaLinkFactory(community__network=request.network)
    if who != "visitor":
        claim = FacilitatorFactory(network=request.network, waiting=True)
        client.force_login(claim.user if who == "waiting" else UserFactory(contributor_of=ActorFactory()))
    pk = request.pk if "demandes" in page else meeting.pk
    answer = client.post(f"/reseaux/{request.network.slug}/{page.format(pk=pk)}", {"accept": "1"})
    assert answer.status_code == (302 if who == "visitor" else 403)
    request.refresh_from_db()
    assert request.is_waiting
    assert AgendaLink.objects.count() == 1
    assert request.network.memberships.count() == 0


def test_a_refusal_needs_a_reason(client: Client, network: Network) -> None:
    request = JoinRequestFactory(network=network)
    path = f"/reseaux/{network.slug}/animer/demandes/{request.pk}/"
    refused = client.post(path, {"refuse": "1"})
    assert refused.status_code == 422
    assert "Dites pourquoi" in refused.content.decode()
    assert client.post(path, {"refuse": "1", f"demande-{request.pk}-reason": "Hors région"}).status_code == 302
    request.refresh_from_db()
    assert request.reason == "Hors région"
    assert "rien n’a changé" in client.post(path, {"accept": "1"}, follow=True).content.decode()


def test_a_request_of_another_network_is_not_found(client: Client, network: Network) -> None:
    other = JoinRequestFactory()
    answer = client.post(f"/reseaux/{network.slug}/animer/demandes/{other.pk}/", {"accept": "1"})
    assert answer.status_code == 404


def test_the_portal_is_arranged(client: Client, network: Network) -> None:
    path = f"/reseaux/{network.slug}/animer/"
    refused = client.post(path, {"title": "L’eau ensemble", "filters": "https://ailleurs.example/"})
    assert refused.status_code == 422
    assert "L’eau ensemble" in refused.content.decode()
    fields = {"title": "L’eau", "filters": "/recherche/?q=eau", "languages": ["en"], "accepts_requests": "on"}
    client.post(path, fields)
    community = Community.objects.get(network=network)
    assert (community.filters, community.languages, community.accepts_requests) == ("q=eau", ["en"], True)


def test_meetings_are_added_within_limits_and_removed(client: Client, network: Network) -> None:
    path = f"/reseaux/{network.slug}/animer/agenda/"
    refused = client.post(path, {"label": "Rencontre", "on": "demain", "url": "https://reseau.example/"})
    assert refused.status_code == 422
    assert "Rencontre" in refused.content.decode()
    client.post(path, {"label": "Rencontre", "on": "15/03/2099", "url": "https://reseau.example/"})
    meeting = AgendaLink.objects.get()
    client.post(f"{path}{meeting.pk}/retirer/")
    assert not AgendaLink.objects.exists()
    past = client.post(path, {"label": "Rencontre", "on": "15/03/2021", "url": "https://reseau.example/"})
    assert "Ce jour est passé." in past.content.decode()
    community = Community.objects.get(network=network)
    for _each in range(AgendaLink.MOST):
        AgendaLinkFactory(community=community, on="2020-01-01")
    client.post(path, {"label": "Rencontre", "on": "15/03/2099", "url": "https://reseau.example/"})
    assert AgendaLink.objects.filter(on="2099-03-15").exists()
    for _each in range(AgendaLink.MOST):
        AgendaLinkFactory(community=community)
    full = client.post(path, {"label": "Une de trop", "on": "15/03/2099", "url": "https://reseau.example/"})
    assert full.status_code == 422


@pytest.mark.parametrize("on", ["03/2099", "2099-03", "le 15"])
def test_a_meeting_has_a_day(client: Client, network: Network, on: str) -> None:
    typed = {"label": "Rencontre", "on": on, "url": "https://reseau.example/"}
    page = client.post(f"/reseaux/{network.slug}/animer/agenda/", typed).content.decode()
    assert "Donnez le jour du rendez-vous" in page
    assert on in page
    assert not AgendaLink.objects.exists()


def test_a_claim_to_run_a_network_goes_to_the_moderators(client: Client) -> None:
    network, user = NetworkFactory(), UserFactory(first_name="Dominique", last_name="Essai")
    client.force_login(user)
    path = f"/reseaux/{network.slug}/animer/devenir/"
    assert client.post(path, {"message": ""}).status_code == 422
    client.post(path, {"message": "Je suis déléguée générale."})
    assert "attend une réponse" in client.get(path).content.decode()
    assert client.get("/reseaux/animation/").status_code == 403
    claim = Facilitator.objects.get()
    assert client.post(f"/reseaux/animation/{claim.pk}/", {"accept": "1"}).status_code == 403
    client.force_login(UserFactory(moderator=True))
    assert "Dominique Essai" in client.get("/reseaux/animation/").content.decode()
    assert client.post(f"/reseaux/animation/{claim.pk}/", {"refuse": "1"}).status_code == 422
    client.post(f"/reseaux/animation/{claim.pk}/", {"accept": "1"})
    client.force_login(user)
    assert client.get(f"/reseaux/{network.slug}/animer/").status_code == 200
    assert network.name in client.get("/compte/").content.decode()


def test_queries_do_not_grow(client: Client, network: Network, django_assert_max_num_queries: Any) -> None:
    for _each in range(5):
        JoinRequestFactory(network=network)
    client.get(f"/reseaux/{network.slug}/animer/")
    with django_assert_max_num_queries(12):
        client.get(f"/reseaux/{network.slug}/animer/")
