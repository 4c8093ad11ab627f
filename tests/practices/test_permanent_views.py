"""Permanent identifiers, and the references that cite them."""

import json

import pytest
from django.test import Client
from wagtail.models import PageViewRestriction

from practices import editorial
from practices.models import PermanentId, ReportActor
from tests.factories.actors import ActorFactory
from tests.factories.practices import ExperienceReportPageFactory

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("ending", ["", "/"])
def test_it_leads_to_the_report(client: Client, ending):
    report = ExperienceReportPageFactory()
    response = client.get(f"/rex/{report.permanent_id}{ending}")
    assert response.status_code == 301
    assert response["Location"] == report.url


def test_it_follows_a_report_that_moved(client: Client):
    report = ExperienceReportPageFactory(slug="ancien")
    report.slug = "nouveau"
    report.save_revision().publish()
    assert client.get(f"/rex/{report.permanent_id}")["Location"] == "/retours/nouveau/"


def test_a_report_that_is_gone_is_told_gone(client: Client):
    withdrawn, deleted, private = (ExperienceReportPageFactory() for _number in range(3))
    withdrawn.unpublish()
    deleted.delete()
    PageViewRestriction.objects.create(page=private, restriction_type=PageViewRestriction.LOGIN)
    for report in (withdrawn, deleted, private):
        response = client.get(f"/rex/{report.permanent_id}")
        assert response.status_code == 410
        assert "a été retirée" in response.content.decode()
        assert client.get(f"/rex/{report.permanent_id}.bib").status_code == 404


def test_a_number_never_given_is_not_found(client: Client):
    PermanentId.objects.reserve("2023-0001")
    assert client.get("/rex/2023-0001").status_code == 410
    assert client.get("/rex/2023-0002").status_code == 404


def test_references_are_downloaded(client: Client):
    lead, partner = ActorFactory(name="Ville d’Essai"), ActorFactory(name="Partenaire")
    parts = [ReportActor(actor=lead), ReportActor(actor=partner, role="partenaire")]
    report = ExperienceReportPageFactory(title="100 % d’ombre & d’eau", report_actors=parts)
    bibtex = client.get(f"/rex/{report.permanent_id}.bib")
    assert bibtex["Content-Disposition"] == f'attachment; filename="relais-{report.permanent_id}.bib"'
    assert r"title = {{100 \% d’ombre \& d’eau}}" in bibtex.content.decode()
    assert "author = {{Ville d’Essai}}" in bibtex.content.decode()
    item = json.loads(client.get(f"/rex/{report.permanent_id}.json").content)[0]
    assert item["author"] == [{"literal": "Ville d’Essai"}]
    assert item["URL"] == f"http://testserver/rex/{report.permanent_id}"


@pytest.mark.parametrize("extension", ["bib", "json"])
def test_references_of_a_merged_report_lead_to_those_of_the_other(client: Client, extension):
    report, other = ExperienceReportPageFactory(), ExperienceReportPageFactory()
    editorial.merge(report, into=other)
    response = client.get(f"/rex/{report.permanent_id}.{extension}")
    assert response.status_code == 301
    assert response["Location"] == f"/rex/{other.permanent_id}.{extension}"
    assert client.get(response["Location"]).status_code == 200
    other.unpublish()
    assert client.get(f"/rex/{report.permanent_id}.{extension}").status_code == 404
