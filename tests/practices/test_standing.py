"""What is decided of a published report, and where its addresses lead afterwards."""

from datetime import date

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from wagtail.models import PageLogEntry

from practices import editorial, publication
from practices.models import EditorialStatus, ExperienceReportPage, PermanentId
from practices.reading.cards import proposed_reports, published_reports
from tests.factories.kernel import UserFactory
from tests.factories.practices import ExperienceReportPageFactory

pytestmark = pytest.mark.django_db


def test_an_older_draft_brings_no_older_standing_back():
    report = ExperienceReportPageFactory(verified_at=date(2025, 1, 10))
    draft = report.save_revision()
    editorial.confirm(report, on=date(2026, 3, 2))
    editorial.mark_to_check(report)
    draft.publish()
    report.refresh_from_db()
    assert report.is_to_check
    assert report.verified_at == date(2026, 3, 2)


def test_a_copy_starts_anew():
    report = ExperienceReportPageFactory()
    editorial.archive(report)
    copy = report.copy(update_attrs={"slug": "copie", "title": "Copie"})
    assert copy.editorial_status == EditorialStatus.PUBLISHED


@pytest.mark.parametrize(
    ("decide", "words"),
    [(editorial.mark_to_check, "Ce retour est à vérifier"), (editorial.archive, "Ce retour est archivé")],
)
def test_the_page_says_what_was_decided(client: Client, decide, words):
    report = ExperienceReportPageFactory()
    assert words not in client.get(report.url).content.decode()
    decide(report)
    assert words in client.get(report.url).content.decode()
    editorial.reopen(report)
    assert words not in client.get(report.url).content.decode()


def test_an_old_report_says_so(client: Client):
    old = ExperienceReportPageFactory(year=2009, verified_at=date(2026, 1, 1))
    html = client.get(old.url).content.decode()
    assert "Ce retour a plus de cinq ans" in html
    assert "date de 2009" in html
    assert "Il a été relu le" in html


def test_an_archived_report_is_read_but_not_proposed(client: Client):
    report = ExperienceReportPageFactory()
    editorial.archive(report)
    assert client.get(report.url).status_code == 200
    assert client.get(report.permanent_path).status_code == 301
    assert report in published_reports()
    assert report not in proposed_reports()


def test_decisions_are_in_the_journal():
    report, user = ExperienceReportPageFactory(), UserFactory()
    editorial.archive(report, user=user)
    entry = PageLogEntry.objects.get(page_id=report.pk, action="practices.archive")
    assert entry.user == user
    assert entry.message == "Archivé"


def test_a_merged_report_leads_to_the_other_one_for_ever(client: Client):
    first, second, third = (ExperienceReportPageFactory() for _number in range(3))
    editorial.merge(first, into=second)
    assert client.get(first.url)["Location"] == second.url
    answer = client.get(first.permanent_path)
    assert (answer.status_code, answer["Location"]) == (301, second.url)
    assert client.get(f"{first.permanent_path}/versions/")["Location"] == second.url
    editorial.merge(second, into=third)
    assert client.get(first.permanent_path)["Location"] == third.url
    third.unpublish()
    answer = client.get(first.permanent_path, follow=True)
    assert answer.status_code == 410
    assert third.title in answer.content.decode()


@pytest.mark.parametrize("case", ["itself", "a draft", "a merged one"])
def test_a_merge_needs_a_report_to_read(case):
    report, other, end = (ExperienceReportPageFactory() for _number in range(3))
    if case == "a draft":
        other.unpublish()
    if case == "a merged one":
        editorial.merge(other, into=end)
    with pytest.raises(ValidationError):
        editorial.merge(report, into=report if case == "itself" else other)
    assert ExperienceReportPage.objects.get(pk=report.pk).live


def test_a_removed_report_leaves_its_tombstone(client: Client):
    report = ExperienceReportPageFactory(title="Titre gênant", summary="Un texte à ne plus lire.")
    publication.remove(report, title="Un retour retiré", reason="Demande de la collectivité.", user=None)
    answer = client.get(report.permanent_path)
    html = answer.content.decode()
    assert answer.status_code == 410
    assert "Un retour retiré" in html
    assert "Demande de la collectivité." in html
    assert "Retirée le" in html
    assert "Titre gênant" not in html
    assert "ne plus lire" not in html
    report.delete()
    assert "Demande de la collectivité." in client.get(report.permanent_path).content.decode()


def test_a_deleted_report_leaves_its_title(client: Client):
    report = ExperienceReportPageFactory(title="Des haies")
    report.delete()
    html = client.get(report.permanent_path).content.decode()
    assert "Des haies" in html
    assert "Non précisé" in html


def test_a_report_published_again_loses_its_tombstone(client: Client):
    report = ExperienceReportPageFactory()
    report.unpublish()
    report.save_revision().publish()
    assert client.get(report.permanent_path).status_code == 301
    assert not PermanentId.objects.exclude(removed_at=None).exists()


def test_nobody_learns_that_a_draft_exists(client: Client):
    draft = ExperienceReportPageFactory(draft=True, title="Pas encore lu")
    assert client.get(draft.permanent_path).status_code == 404
    draft.delete()
    assert "Pas encore lu" not in client.get(draft.permanent_path).content.decode()
