"""What happens later: abandoned drafts, and reports that inspired others."""

from datetime import timedelta

import pytest
from django.utils import timezone

from contributions.writing import files, inspirations, retention, saving
from contributions.writing.models import Draft
from network_site.mail.models import OutgoingMail
from practices.models import ExperienceReportPage, ReportActor, ReportReuse
from tests.contributions.writing.test_uploads import pdf, sent
from tests.factories.practices import ExperienceReportPageFactory
from tests.factories.writing import DraftFactory

pytestmark = pytest.mark.django_db


def old(days: int, **options: object) -> Draft:
    return DraftFactory(saved_at=timezone.now() - timedelta(days=days), **options)


# --- abandoned drafts -----------------------------------------------------------------------------------------------


def test_an_abandoned_draft_is_announced_then_deleted_with_its_files(django_capture_on_commit_callbacks):
    draft = old(336, data={"title": ["Oublié"]})
    kept = files.add(draft, sent("note.pdf", pdf()))
    retention.upkeep()
    retention.upkeep()
    mail = OutgoingMail.objects.get()
    assert "Oublié" in mail.text
    assert draft.get_absolute_url() in mail.text
    Draft.objects.update(warned_at=timezone.now() - timedelta(days=31))
    with django_capture_on_commit_callbacks(execute=True):
        retention.upkeep()
    assert not Draft.objects.exists()
    assert not kept.file.storage.exists(str(kept.file.name))


def test_a_draft_written_in_after_the_mail_is_kept():
    draft = old(336)
    retention.upkeep()
    saving.save(draft, saving.Typed({"title": ["De retour"]}, base=0, tab="a"))
    Draft.objects.filter(warned_at__isnull=False).update(warned_at=timezone.now() - timedelta(days=31))
    retention.upkeep()
    assert Draft.objects.get().title == "De retour"


@pytest.mark.parametrize(("days", "visitor", "kept"), [(31, True, 0), (29, True, 1), (300, False, 1)])
def test_a_visitor_s_draft_goes_sooner(days, visitor, kept):
    old(days, visitor=visitor)
    retention.upkeep()
    assert Draft.objects.count() == kept
    assert not OutgoingMail.objects.exists()


# --- inspirations ---------------------------------------------------------------------------------------------------


@pytest.fixture
def reuse(member, actor) -> ReportReuse:
    """A report of others that says, once published, that it took from one of the member's."""
    first = ExperienceReportPageFactory(title="Le premier", report_actors=[ReportActor(actor=actor)])
    second = ExperienceReportPageFactory(title="Le second", inspirations=[ReportReuse(inspired_by=first)])
    second.save_revision().publish()
    return ReportReuse.objects.get(page=second)


def test_the_referents_are_asked_once_and_confirm_without_an_account(client, reuse, member):
    reuse.page.save_revision().publish()
    mail = OutgoingMail.objects.get()
    assert mail.to == member.email
    path = next(word for word in mail.text.split() if "/inspiration/" in word).partition("127.0.0.1:8000")[2]
    assert "Le second" in client.get(path).content.decode()
    reuse.refresh_from_db()
    assert reuse.confirmed_at is None  # a robot that follows the link confirms nothing
    client.post(path)
    reuse.refresh_from_db()
    assert reuse.confirmed_at == timezone.localdate()
    assert client.post(path).status_code == 410
    page = ExperienceReportPage.objects.get(pk=reuse.page_id).get_latest_revision_as_object()
    assert page.inspirations.get().confirmed_at == timezone.localdate()
    first = client.get(reuse.inspired_by.url).content.decode()
    assert "ce que le référent a confirmé" in first


def test_a_link_altered_old_or_taken_back_confirms_nothing(client, reuse, monkeypatch):
    path = inspirations.path_of(reuse)
    assert client.post(path.replace("/inspiration/", "/inspiration/x")).status_code == 410
    with monkeypatch.context() as patch:
        patch.setattr(inspirations, "VALID_FOR", timedelta(seconds=-1))
        assert client.post(path).status_code == 410
    ReportReuse.objects.all().delete()
    assert client.post(path).status_code == 410
