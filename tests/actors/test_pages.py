"""The pages of actors and networks: what they show, to whom, and at what cost."""

from typing import Any

import pytest
from django.test import Client

from practices.models import ReportActor
from tests.factories.actors import ActorFactory, NetworkFactory, NetworkMembershipFactory, ReferentFactory
from tests.factories.kernel import TerritoryFactory
from tests.factories.practices import ExperienceReportPageFactory, NeedFactory, StageFactory, ThemeFactory

pytestmark = pytest.mark.django_db

ACTOR_QUERIES = 12
NETWORK_QUERIES = 14
HOSTILE = "<script>alert('x')</script>"


def full_actor(*, reports: int) -> Any:
    actor = ActorFactory(with_territory=True, website="https://www.ville.example/page", to_confirm=["insee", "lat"])
    ReferentFactory.create_batch(reports, actor=actor)
    for _number in range(reports):
        NetworkMembershipFactory(actor=actor)
        ExperienceReportPageFactory(report_actors=[ReportActor(actor=actor)], stages=[StageFactory()])
    return actor


def full_network(*, reports: int) -> Any:
    needs, themes = NeedFactory.create_batch(2), ThemeFactory.create_batch(2)
    network = NetworkFactory(needs=needs, themes=themes, how_to_join="", website="https://reseau.example")
    for _number in range(reports):
        NetworkMembershipFactory(network=network)
        ExperienceReportPageFactory(needs=needs, themes=themes, stages=[StageFactory()])
    return network


def test_an_actor_says_who_it_is_and_what_it_did(client: Client) -> None:
    actor = full_actor(reports=1)
    page = client.get(actor.get_absolute_url()).text
    report = actor.report_actors.get().page
    for expected in (actor.name, report.title, "ville.example", "code INSEE, position", "6\u00a0500"):
        assert expected in page


@pytest.mark.parametrize(
    ("place", "role", "inhabitants"),
    [
        ({}, {}, 6500),
        ({"departement_kind": True}, {"territory_type__slug": "departement"}, 6500),
        ({"departement_kind": True}, {"territory_type__slug": "petr"}, None),
        ({"region_kind": True}, {"partner": True}, None),
    ],
)
def test_inhabitants_are_those_of_a_collectivite_on_its_own_territory(
    client: Client, *, place: dict[str, bool], role: dict[str, Any], inhabitants: int | None
) -> None:
    actor = ActorFactory(territory=TerritoryFactory(**place), **role)
    assert actor.inhabitants == inhabitants
    assert ("6\u00a0500" in client.get(actor.get_absolute_url()).text) == (inhabitants is not None)


def test_a_network_says_how_to_join_or_asks(client: Client) -> None:
    known, unknown = NetworkFactory(how_to_join="Par adhésion."), NetworkFactory()
    assert "Par adhésion." in client.get(known.get_absolute_url()).text
    assert "Dites-le-nous" in client.get(unknown.get_absolute_url()).text


def test_a_network_leads_to_reports_on_its_subjects_only(client: Client) -> None:
    network = full_network(reports=1)
    elsewhere = ExperienceReportPageFactory(needs=[NeedFactory()])
    page = client.get(network.get_absolute_url()).text
    assert ExperienceReportPageFactory._meta.model.objects.filter(needs__networks=network).first().title in page
    assert elsewhere.title not in page


@pytest.mark.parametrize(("make", "most"), [(full_actor, ACTOR_QUERIES), (full_network, NETWORK_QUERIES)])
def test_queries_do_not_grow_with_what_is_listed(
    client: Client, django_assert_max_num_queries: Any, make: Any, most: int
) -> None:
    for reports in (1, 20):
        record = make(reports=reports)
        client.get(record.get_absolute_url())  # content types and the site are kept in memory from here on
        with django_assert_max_num_queries(most):
            assert client.get(record.get_absolute_url()).status_code == 200


@pytest.mark.parametrize("factory_class", [ActorFactory, NetworkFactory])
def test_a_draft_is_not_found(client: Client, factory_class: Any) -> None:
    assert client.get(factory_class(draft=True).get_absolute_url()).status_code == 404


@pytest.mark.parametrize("factory_class", [ActorFactory, NetworkFactory])
def test_a_changed_address_redirects_and_comes_back(client: Client, factory_class: Any) -> None:
    record = factory_class(slug="ancien")
    old = record.get_absolute_url()
    record.slug = "nouveau"
    record.save_revision().publish()
    assert client.get(old).headers["Location"] == record.get_absolute_url()
    record.slug = "encore"
    record.save_revision().publish()
    assert client.get(old).headers["Location"] == record.get_absolute_url()
    record.slug = "ancien"
    record.save_revision().publish()
    assert client.get(old).status_code == 200


@pytest.mark.parametrize("factory_class", [ActorFactory, NetworkFactory])
def test_what_is_typed_never_runs(client: Client, factory_class: Any) -> None:
    record = factory_class(name=HOSTILE, description=HOSTILE, aliases=[HOSTILE], sources=[HOSTILE])
    page = client.get(record.get_absolute_url()).text
    assert HOSTILE not in page
    assert "alert(" in page  # it is shown, escaped


def test_private_reports_are_not_listed(client: Client) -> None:
    actor = ActorFactory()
    report = ExperienceReportPageFactory(report_actors=[ReportActor(actor=actor)])
    report.view_restrictions.create(restriction_type="login")
    assert report.title not in client.get(actor.get_absolute_url()).text
