"""Dated versions: only what was published, without the names withdrawn since."""

from datetime import date, timedelta

import pytest
from django.test import Client
from django.utils import timezone

from actors.withdrawal import withdraw
from practices.models import PublishedVersion, ReportActor, ReportReferent
from tests.factories.actors import ActorFactory, ReferentFactory
from tests.factories.practices import ExperienceReportPageFactory
from tests.practices.conftest import CountQueries

pytestmark = pytest.mark.django_db

LONG_AGO = timedelta(days=400)


def today() -> date:
    """Asked by each test: a run may pass midnight."""
    return timezone.localdate()


def before() -> date:
    return today() - LONG_AGO


def text_of(client: Client, url: str) -> str:
    answer = client.get(url)
    assert answer.status_code == 200
    return answer.content.decode()


@pytest.fixture
def report():
    """Published once long ago, once today; its last draft is not published."""
    page = ExperienceReportPageFactory(
        complete=True,
        title="Ancien titre",
        report_referents=[ReportReferent(referent=ReferentFactory(name="Dominique Avant"))],
    )
    page.save_revision().publish()
    moment = timezone.now() - LONG_AGO
    PublishedVersion.objects.filter(report=page).update(day=before(), published_at=moment)
    page.title = "Nouveau titre"
    page.save_revision().publish()
    page.title = "Titre jamais publié"
    page.save_revision()
    page.refresh_from_db()
    return page


def test_each_publication_keeps_its_address(client: Client, report):
    html = text_of(client, f"{report.permanent_path}/versions/")
    assert html.count(f"{report.permanent_path}/versions/20") == 2
    old = text_of(client, f"{report.permanent_path}/versions/{before()}/")
    assert "Ancien titre" in old
    assert "Vous lisez une version datée" in old
    assert '<meta name="robots" content="noindex">' in old
    assert f'<link rel="canonical" href="http://testserver{report.url}">' in old
    assert f"http://testserver{report.permanent_path}/versions/{before()}/" in old  # what it says to cite
    assert "Nouveau titre" in text_of(client, f"{report.permanent_path}/versions/{today()}/")
    assert f"{report.permanent_path}/versions/" in text_of(client, report.url)


def test_what_was_not_published_is_nowhere(client: Client, report):
    for url in (f"{report.permanent_path}/versions/", f"{report.permanent_path}/versions/{today()}/"):
        assert "jamais publié" not in text_of(client, url)


def test_a_day_without_publication_leads_to_the_one_before(client: Client, report):
    between = before() + timedelta(days=3)
    answer = client.get(f"{report.permanent_path}/versions/{between}/")
    assert answer["Location"] == f"{report.permanent_path}/versions/{before()}/"
    assert client.get(f"{report.permanent_path}/versions/{before() - timedelta(days=1)}/").status_code == 404
    assert client.get(f"{report.permanent_path}/versions/2026-02-31/").status_code == 404


def test_older_versions_lose_a_withdrawn_name_at_once(client: Client, report):
    urls = [report.url, *(f"{report.permanent_path}/versions/{day}/" for day in (before(), today()))]
    assert all("Dominique Avant" in text_of(client, url) for url in urls)
    withdraw(report.report_referents.get().referent)
    assert not any("Dominique Avant" in text_of(client, url) for url in urls)
    assert "Dominique" not in str(PublishedVersion.objects.values_list("content", flat=True))


def test_versions_go_with_the_report(client: Client, report):
    report.unpublish()
    for ending in ("", f"{before()}/"):
        assert client.get(f"{report.permanent_path}/versions/{ending}").status_code == 410


def test_versions_survive_the_purge_of_revisions(client: Client, report):
    report.revisions.exclude(pk=report.latest_revision_id).delete()
    assert "Ancien titre" in text_of(client, f"{report.permanent_path}/versions/{before()}/")


def test_the_cost_of_a_version_does_not_follow_the_network(client: Client, report, count_queries: CountQueries):
    url = f"{report.permanent_path}/versions/{before()}/"
    usual = count_queries(url)
    for _number in range(5):
        ExperienceReportPageFactory(report_actors=[ReportActor(actor=ActorFactory())])
    assert count_queries(url) == usual <= 75
