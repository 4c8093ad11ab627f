"""What is decided of a published report, and where its addresses lead afterwards."""

from datetime import date

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse
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


def test_a_removed_report_leaves_its_tombstone_at_both_its_addresses(client: Client):
    report = ExperienceReportPageFactory(title="Titre gênant", summary="Un texte à ne plus lire.")
    addresses = (report.url, report.permanent_path)
    publication.remove(report, title="Un retour retiré", reason="Demande de la collectivité.", user=None)
    for address in addresses:
        answer = client.get(address)
        html = answer.content.decode()
        assert answer.status_code == 410
        assert "Un retour retiré" in html
        assert "Demande de la collectivité." in html
        assert "Retirée le" in html
        assert "Titre gênant" not in html
        assert "ne plus lire" not in html
    report.delete()
    for address in addresses:
        answer = client.get(address)
        assert answer.status_code == 410
        assert "Demande de la collectivité." in answer.content.decode()


def test_a_deleted_report_leaves_its_title(client: Client):
    report = ExperienceReportPageFactory(title="Des haies")
    addresses = (report.url, report.permanent_path)
    report.delete()
    for address in addresses:
        answer = client.get(address)
        assert answer.status_code == 410
        assert "Des haies" in answer.content.decode()
        assert "Non précisé" in answer.content.decode()


def test_what_was_removed_before_addresses_were_kept_answers_all_the_same(client: Client):
    report = ExperienceReportPageFactory()
    report.unpublish()
    PermanentId.objects.update(slug="")
    assert client.get(report.url).status_code == 410
    report.delete()
    assert client.get(report.url).status_code == 410


def test_a_new_report_takes_the_address_of_a_deleted_one(client: Client):
    report = ExperienceReportPageFactory(title="Des haies", slug="haies")
    report.delete()
    again = ExperienceReportPageFactory(title="D’autres haies", slug="haies")
    assert "D’autres haies" in client.get(again.url).content.decode()
    assert client.get(report.permanent_path).status_code == 410


def test_a_moderator_still_previews_what_was_removed(client: Client):
    report = ExperienceReportPageFactory(summary="Un texte retiré.")
    publication.remove(report, title="Un retour retiré", reason="Demande de la collectivité.", user=None)
    client.force_login(UserFactory(moderator=True))
    preview = client.get(reverse("wagtailadmin_pages:view_draft", args=[report.pk]))
    assert preview.status_code == 200
    assert "Un texte retiré." in preview.content.decode()


def test_a_report_published_again_loses_its_tombstone(client: Client):
    report = ExperienceReportPageFactory()
    report.unpublish()
    report.save_revision().publish()
    assert client.get(report.permanent_path).status_code == 301
    assert client.get(report.url).status_code == 200
    assert not PermanentId.objects.exclude(removed_at=None).exists()


def test_nobody_learns_that_a_draft_exists(client: Client):
    draft = ExperienceReportPageFactory(draft=True, title="Pas encore lu")
    address = draft.url
    assert client.get(draft.permanent_path).status_code == 404
    assert client.get(address).status_code == 404
    draft.delete()
    assert client.get(address).status_code == 404
    assert "Pas encore lu" not in client.get(draft.permanent_path).content.decode()
