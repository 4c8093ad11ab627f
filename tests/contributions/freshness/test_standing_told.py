"""Whoever wrote a report, or answers for it, is told when moderators take it away: why, and what may be done."""

import pytest
from django.test import Client
from django.urls import reverse

from contributions.writing import submission
from contributions.writing.models import Draft
from network_site.mail.models import OutgoingMail
from practices.models import ExperienceReportPage, ReportActor
from tests.factories import moderation as make
from tests.factories.actors import ActorFactory, MembershipFactory
from tests.factories.kernel import UserFactory
from tests.factories.practices import ExperienceReportPageFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def writer():
    return UserFactory()


@pytest.fixture
def report(writer) -> ExperienceReportPage:
    """Published after a review."""
    review = make.submitted(by=writer, title="Une cour plantée")
    make.decide(review, "publier", by=make.moderator())
    OutgoingMail.objects.all().delete()
    return ExperienceReportPage.objects.get(pk=review.page_id)


@pytest.fixture
def moderating(client: Client) -> Client:
    client.force_login(make.moderator())
    return client


def decide(client: Client, report: ExperienceReportPage, **said: str) -> None:
    address = reverse("report_standing", args=[report.pk])
    assert client.post(address, {"into": "", "title": "", "reason": "", **said}).status_code == 302


def test_a_removal_is_told_with_its_reason(moderating: Client, report, writer):
    decide(moderating, report, decision="retire", title="Un retour", reason="À la demande de la ville.")
    mail = OutgoingMail.objects.get()
    assert (mail.to, mail.subject) == (writer.email, "Relais : un retour n’est plus en ligne, Une cour plantée")
    for said in ("À la demande de la ville.", report.permanent_path, f"/{report.pk}/suivi/", "/contact/"):
        assert said in mail.text
    assert "À la demande de la ville." in moderating.get(report.permanent_path).text


def test_a_writer_is_led_to_the_draft(moderating: Client, report, writer):
    draft = Draft.objects.create(owner=writer, page=report, state=Draft.State.SENT)
    decide(moderating, report, decision="retire", title="", reason="Obsolète.")
    told = OutgoingMail.objects.get().text
    assert "proposer une autre version" in told
    assert draft.get_absolute_url() in told
    submission.reopen(draft, user=writer)
    draft.refresh_from_db()
    assert draft.is_open


def test_what_is_unpublished_from_the_admin_is_told_too(moderating: Client, report, writer):
    moderating.post(reverse("wagtailadmin_pages:unpublish", args=[report.pk]))
    mail = OutgoingMail.objects.get(to=writer.email)
    assert "Les modérateurs ont retiré du site" in mail.text
    assert "motif" not in mail.text


def test_an_archived_report_is_told_of_once(moderating: Client, report, writer):
    for _click in range(2):
        decide(moderating, report, decision="archive")
    mail = OutgoingMail.objects.get()
    assert mail.to == writer.email
    assert "se lit et se cite toujours" in mail.text


def test_a_merged_report_is_told_of_with_the_other_one(moderating: Client, report, writer):
    other = ExperienceReportPageFactory(title="La cour de l’école")
    decide(moderating, report, decision="fusionne", into=other.permanent_id)
    mail = OutgoingMail.objects.get()
    assert mail.to == writer.email
    assert "« La cour de l’école »" in mail.text


@pytest.mark.parametrize("decision", ["a-verifier", "publie"])
def test_what_takes_nothing_away_is_not_told(moderating: Client, report, decision):
    decide(moderating, report, decision=decision)
    assert not OutgoingMail.objects.exists()


def test_those_who_answer_for_a_report_of_the_survey_are_told_and_may_follow(moderating: Client):
    actor = ActorFactory()
    referent = UserFactory()
    MembershipFactory(user=referent, actor=actor, referent=True)
    UserFactory()
    report = ExperienceReportPageFactory(report_actors=[ReportActor(actor=actor)])
    decide(moderating, report, decision="archive")
    assert OutgoingMail.objects.get().to == referent.email
    moderating.force_login(referent)
    assert moderating.get(reverse("moderation:follow", args=[report.pk])).status_code == 200
