"""The portal of a network: a saved search under its own title, on Relais and on another site."""

from typing import Any
from urllib.parse import urlencode

import pytest
from django.core.exceptions import ValidationError
from django.test import Client

from exchanges.communities.portal import filters_from
from search import service
from search.engines.base import EngineUnavailable
from tests.factories.actors import NetworkFactory, NetworkMembershipFactory
from tests.factories.communities import AgendaLinkFactory, CommunityFactory
from tests.factories.practices import NeedFactory
from tests.factories.seeking import SoughtNeedFactory
from tests.loaded_catalogue import LoadedCatalogue

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("pasted", "kept"),
    [
        ("https://relais.example/recherche/?q=eau&etape=strategie&page=3", "q=eau&etape=strategie"),
        ("/recherche/?etape=strategie&q=eau", "q=eau&etape=strategie"),
        ("q=eau", "q=eau"),
        ("?q=eau", "q=eau"),
        ("?besoin=b&besoin=a&besoin=a", "besoin=a&besoin=b"),
        ("/recherche/?q=eau&javascript=1&type=acteurs", "q=eau"),
    ],
)
def test_only_what_the_search_understands_is_kept(pasted: str, kept: str) -> None:
    assert filters_from(pasted) == kept


@pytest.mark.parametrize(
    "pasted", ["https://ailleurs.example/", "http://[::1", "/besoins/", "/recherche/", "bonjour", "q=" + "eau+" * 200]
)
def test_what_is_no_search_is_refused(pasted: str) -> None:
    with pytest.raises(ValidationError):
        filters_from(pasted)


def test_a_portal_shows_its_search(catalogue_site: LoadedCatalogue, client: Client) -> None:
    community = CommunityFactory(title="L’eau ensemble", filters=urlencode({"q": "pénurie d’eau"}))
    AgendaLinkFactory(community=community)
    AgendaLinkFactory(community=community, label="Passé", on="2020-01-01")
    page = client.get(f"/reseaux/{community.network.slug}/portail/").content.decode()
    assert "L’eau ensemble" in page
    assert "Rencontre annuelle" in page
    assert "Passé" not in page
    assert "/recherche/?q=p%C3%A9nurie" in page
    assert "/recherche/atom.xml?q=p" in page
    assert "manquait" in page


def test_a_portal_shows_what_its_members_seek_and_what_it_treats(client: Client) -> None:
    need, network = NeedFactory(label="Garder l’eau"), NetworkFactory()
    network.needs.add(need)
    network.save()
    member = NetworkMembershipFactory(network=network).actor
    SoughtNeedFactory(need=need, context="Notre nappe baisse")
    SoughtNeedFactory(actor=member, context="Nos agents partent")
    SoughtNeedFactory(context="Rien à voir")
    page = client.get(f"/reseaux/{network.slug}/portail/").content.decode()
    assert "Notre nappe baisse" in page
    assert "Nos agents partent" in page
    assert "Rien à voir" not in page


def test_without_a_search_it_shows_what_answers_its_needs(catalogue_site: LoadedCatalogue, client: Client) -> None:
    page = client.get("/reseaux/les-greniers-d-abondance/portail/").content.decode()
    assert "besoin=" in page


def test_a_list_may_be_framed_by_another_site(catalogue_site: LoadedCatalogue, client: Client) -> None:
    answer = client.get("/reseaux/les-greniers-d-abondance/liste/")
    assert "frame-ancestors *" in answer.headers["Content-Security-Policy"]
    assert "X-Frame-Options" not in answer.headers
    assert not answer.cookies
    assert "<script" not in answer.content.decode()


def test_queries_do_not_grow(
    catalogue_site: LoadedCatalogue, client: Client, django_assert_max_num_queries: Any
) -> None:
    community = CommunityFactory(filters="q=eau")
    for _each in range(5):
        AgendaLinkFactory(community=community)
    client.get(f"/reseaux/{community.network.slug}/portail/")
    with django_assert_max_num_queries(15):
        client.get(f"/reseaux/{community.network.slug}/portail/")


@pytest.mark.parametrize("page", ["portail", "liste"])
def test_an_engine_that_is_away_takes_no_page_away(client: Client, monkeypatch: pytest.MonkeyPatch, page: str) -> None:
    def away(_query: object) -> None:
        raise EngineUnavailable("away")

    monkeypatch.setattr(service, "search", away)
    answer = client.get(f"/reseaux/{NetworkFactory().slug}/{page}/")
    assert answer.status_code == 200
    assert "ne répond pas" in answer.content.decode()


def test_a_portal_goes_on_showing_a_need_whose_address_changes() -> None:
    need, community = NeedFactory(slug="boire"), CommunityFactory(filters="q=eau&besoin=boire")
    need.slug = "avoir-de-l-eau"
    need.save()
    community.refresh_from_db()
    assert community.filters == "q=eau&besoin=avoir-de-l-eau"
