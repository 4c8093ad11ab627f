"""What makes two territories alike, and which collectivités of the catalogue resemble one."""

from dataclasses import replace
from typing import Any

import pytest
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from practices.lookalikes import ENOUGH, Ground, Profile, about, kilometres, liken, stratum
from practices.models import ReportActor
from practices.reading.lookalikes import lookalikes_of_actor, lookalikes_of_territory
from tests.factories.actors import ActorFactory, TerritoryTypeFactory
from tests.factories.kernel import TerritoryFactory
from tests.factories.practices import ExperienceReportPageFactory, HazardFactory

GRENOBLE, LYON = (45.188, 5.724), (45.764, 4.836)
TOWN = Profile(type="commune", type_label="Commune", population=6_500, departement="departement-59", region="region-32")

places = st.tuples(st.floats(-90, 90), st.floats(-180, 180))
profiles = st.builds(
    Profile,
    type=st.sampled_from(["", "commune", "metropole", "intercommunalite"]),
    broad_type=st.sampled_from(["", "intercommunalite"]),
    population=st.none() | st.integers(0, 3_000_000),
    departement=st.sampled_from(["", "departement-38", "departement-59"]),
    region=st.sampled_from(["", "region-84", "region-32"]),
    hazards=st.dictionaries(st.sampled_from("abcd"), st.just("Crue")),
    position=st.none() | places,
)


def grounds(one: Profile, other: Profile) -> set[Ground]:
    return {reason.ground for reason in liken(one, other).reasons}


@given(profiles, profiles)
def test_likeness_is_the_same_both_ways(one: Profile, other: Profile) -> None:
    assert liken(one, other).score == liken(other, one).score
    assert grounds(one, other) == grounds(other, one)


@given(places, places)
def test_a_distance_is_between_nothing_and_half_the_earth(one: tuple[float, float], other: tuple[float, float]) -> None:
    assert 0 <= kilometres(one, other) <= 20_016
    assert kilometres(one, one) == 0


def test_a_known_distance() -> None:
    assert 90 < kilometres(GRENOBLE, LYON) < 97


@pytest.mark.parametrize(
    ("population", "rank"),
    [(499, 0), (500, 1), (1_999, 1), (2_000, 2), (9_999, 2), (10_000, 3), (50_000, 4), (199_999, 4), (200_000, 5)],
)
def test_sizes(population: int, rank: int) -> None:
    assert stratum(population) == rank


@pytest.mark.parametrize(
    ("distance", "words"),
    [(0, "à moins de 10 km"), (38, "à environ 40 km"), (194, "à environ 190 km"), (480, "à environ 500 km")],
)
def test_distances_are_rounded(distance: float, words: str) -> None:
    assert about(distance) == words


@pytest.mark.parametrize(
    ("change", "ground"),
    [
        ({"population": 9_000}, Ground.SIZE),
        ({"population": 12_000}, Ground.NEXT_SIZE),
        ({"departement": "departement-59"}, Ground.DEPARTEMENT),
        ({"departement": "departement-62", "region": "region-32"}, Ground.REGION),
        ({"type": "commune", "type_label": "Commune"}, Ground.TYPE),
    ],
)
def test_each_ground(change: dict[str, Any], ground: Ground) -> None:
    assert grounds(TOWN, replace(Profile(), **change)) == {ground}


def test_neighbour_sizes_that_are_far_apart_are_not_alike() -> None:
    assert not grounds(Profile(population=60_000), Profile(population=2_100_000))


def test_a_metropole_is_near_an_intercommunalite() -> None:
    metropole = Profile(type="metropole", type_label="Métropole", broad_type="intercommunalite")
    assert grounds(metropole, Profile(type="intercommunalite", type_label="Intercommunalité")) == {Ground.BROAD_TYPE}


def test_hazards_in_common_are_named_and_limited() -> None:
    hazards = {slug: f"Aléa {slug.upper()}" for slug in "abcde"}
    (reason,) = liken(Profile(hazards=hazards), Profile(hazards=hazards)).reasons
    assert reason.points == 3
    assert "aléa a, aléa b" in reason.text


def test_the_type_alone_is_not_enough() -> None:
    assert not liken(TOWN, Profile(type="commune", type_label="Commune")).is_enough
    assert liken(TOWN, replace(TOWN, hazards={})).score >= ENOUGH


@pytest.fixture
def country(db: None) -> dict[str, Any]:
    """Two towns of Nord, a third far away, and a partner, with what they told."""
    region = TerritoryFactory.create(region_kind=True, code="32", name="Hauts-de-France")
    nord = TerritoryFactory.create(departement_kind=True, code="59", name="Nord", region=region)
    inside = {"departement": nord, "region": region}
    denain, douai = (TerritoryFactory.create(name=name, **inside) for name in ("Denain", "Douai"))
    far = TerritoryFactory.create(name="Ailleurs", population=900_000)
    flood = HazardFactory.create(slug="crue", label="Crue")
    here = ActorFactory.create(name="Ville de Denain", territory=denain, latitude=50.33, longitude=3.39)
    near = ActorFactory.create(name="Ville de Douai", territory=douai, latitude=50.37, longitude=3.08)
    ActorFactory.create(name="Ville d’Ailleurs", territory=far)
    ActorFactory.create(name="Association", partner=True, territory=douai)
    for actor, title in ((here, "Chez nous"), (near, "Chez eux")):
        ExperienceReportPageFactory.create(title=title, hazards=[flood], report_actors=[ReportActor(actor=actor)])
    ExperienceReportPageFactory.create(title="Brouillon", draft=True, report_actors=[ReportActor(actor=near)])
    return {"denain": denain, "here": here, "near": near}


def test_a_territory_finds_those_that_resemble_it_and_why(country: dict[str, Any]) -> None:
    reading = lookalikes_of_territory(country["denain"])
    (found,) = reading.found
    assert found.actor == country["near"]
    assert [title for _url, title in found.reports] == ["Chez eux"]
    assert reading.own == [country["here"]]
    assert [reason.text for reason in found.likeness.reasons] == [
        "même type de territoire (commune)",
        "population de la même taille (6\u00a0500 habitants)",
        "même département (Nord)",
        "même aléa ou stress dans ses retours (crue)",
        "à environ 20 km",
    ]


def test_an_actor_finds_others_and_a_partner_none(country: dict[str, Any]) -> None:
    assert [each.actor for each in lookalikes_of_actor(country["here"], limit=3)] == [country["near"]]
    assert lookalikes_of_actor(ActorFactory.create(partner=True), limit=3) == []
    assert lookalikes_of_actor(ActorFactory.build(territory_type=TerritoryTypeFactory.create()), limit=3) == []


def test_a_report_with_an_actor_in_two_roles_is_told_once(country: dict[str, Any]) -> None:
    twice = [ReportActor(actor=country["near"], role=role) for role in ("porteur", "financeur")]
    ExperienceReportPageFactory.create(title="Deux rôles", report_actors=twice)
    (found,) = lookalikes_of_territory(country["denain"]).found
    assert (found.total, found.others) == (2, 0)


def test_the_cost_is_the_same_whatever_the_number(
    country: dict[str, Any], client: Client, django_assert_num_queries: Any
) -> None:
    address = f"/recherche/territoires-semblables/?territoire={country['denain'].pk}"
    client.get(address)
    for _number in range(4):
        actor = ActorFactory.create(with_territory=True)
        ExperienceReportPageFactory.create(report_actors=[ReportActor(actor=actor)])
    with django_assert_num_queries(5):
        html = client.get(address).content.decode()
    assert "5 collectivités ressemblent à Denain (59)" in html


def test_the_page_of_an_actor_shows_them(country: dict[str, Any], client: Client) -> None:
    html = client.get(country["here"].get_absolute_url()).content.decode()
    assert "Des territoires qui lui ressemblent" in html
    assert "même département (Nord)" in html


@pytest.mark.parametrize("typed", ["denain", "DENAÍN", "Den"])
def test_one_territory_found_is_shown_at_once(country: dict[str, Any], client: Client, typed: str) -> None:
    response = client.get("/recherche/territoires-semblables/", {"q": typed})
    assert response.status_code == 302
    assert response.headers["Location"].endswith(f"?territoire={country['denain'].pk}")


def test_several_territories_are_listed(client: Client, db: None) -> None:
    for name in ("Saint-Étienne", "Saint-Étienne-du-Bois"):
        TerritoryFactory.create(name=name)
    html = client.get("/recherche/territoires-semblables/", {"q": "st etienne"}).content.decode()
    assert html.index(">Saint-Étienne<") < html.index(">Saint-Étienne-du-Bois<")


@pytest.mark.parametrize(
    ("parameters", "said"),
    [
        ({"territoire": "commune-00000"}, "n’est pas connu ici"),
        ({"q": "Zzyzx"}, "Aucun territoire ne s’appelle"),
        ({"q": "<script>"}, "Aucun territoire ne s’appelle"),
        ({"q": "%"}, "Aucun territoire ne s’appelle"),
        ({}, "Votre commune, intercommunalité, département ou région"),
    ],
)
def test_what_is_unknown_is_said(client: Client, db: None, parameters: dict[str, str], said: str) -> None:
    response = client.get("/recherche/territoires-semblables/", parameters)
    assert response.status_code == 200
    assert said in response.content.decode()


@pytest.mark.parametrize("parameters", [{"q": "a" * 101}, {"territoire": "c" * 25}, {"q": "a" * 2_001}])
def test_what_is_too_long_is_refused(client: Client, db: None, parameters: dict[str, str]) -> None:
    response = client.get("/recherche/territoires-semblables/", parameters)
    assert response.status_code == 400
    assert 'role="alert"' in response.content.decode()


def test_no_lookalike_leads_to_the_actors_of_the_region(client: Client, db: None) -> None:
    region = TerritoryFactory.create(region_kind=True)
    alone = TerritoryFactory.create(region=region)
    html = client.get(f"/recherche/territoires-semblables/?territoire={alone.pk}").content.decode()
    assert "Rien ne ressemble encore assez" in html
    assert f"/acteurs/?territoire={region.pk}" in html
