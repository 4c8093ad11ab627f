"""The rhythm of reviews, with the time frozen, and the signed links that answer."""

import time
from datetime import UTC, date, datetime, timedelta

import pytest
from django.core import signing
from django.test import Client
from django.utils import timezone

from actors.membership.models import Membership
from contributions.freshness import reviewing
from contributions.freshness.models import ReferentAccount, ReviewRound
from contributions.moderation import timeline
from network_site.mail.models import OutgoingMail
from practices import editorial
from practices.models import EditorialStatus, ReportReferent
from tests.factories.actors import ActorFactory, MembershipFactory, ReferentFactory
from tests.factories.freshness import referents, told
from tests.factories.kernel import UserFactory
from tests.factories.practices import ExperienceReportPageFactory

pytestmark = pytest.mark.django_db

DUE = datetime(2026, 3, 10, 8, tzinfo=UTC)
FORTNIGHT = timedelta(days=14)


def mails() -> list[str]:
    return list(OutgoingMail.objects.order_by("pk").values_list("to", flat=True))


def standing(report) -> str:
    report.refresh_from_db()
    return report.editorial_status


def test_a_mail_two_reminders_then_to_check():
    report = told(by=2)
    assert reviewing.run(DUE - timedelta(days=1)) == 0
    both = [person.email for person in referents(report)]
    for step in range(3):
        assert reviewing.run(DUE + step * FORTNIGHT) == 1
        assert mails() == both * (step + 1)
        assert standing(report) == EditorialStatus.PUBLISHED
    subjects = OutgoingMail.objects.values_list("subject", flat=True)
    assert sum(subject.startswith("Rappel") for subject in subjects) == 4
    assert reviewing.run(DUE + 3 * FORTNIGHT) == 1
    assert standing(report) == EditorialStatus.TO_CHECK
    assert reviewing.run(DUE + 10 * FORTNIGHT) == 0
    assert len(mails()) == 6


def test_running_twice_asks_once():
    told()
    assert [reviewing.run(DUE), reviewing.run(DUE), reviewing.run(DUE + timedelta(days=13))] == [1, 0, 0]
    assert len(mails()) == 1


def test_a_worker_that_slept_does_not_send_three_mails_at_once():
    told()
    late = DUE + timedelta(days=200)
    assert [reviewing.run(late), reviewing.run(late)] == [1, 0]
    assert len(mails()) == 1


@pytest.mark.parametrize(("rhythm", "due"), [(6, date(2025, 9, 10)), (12, date(2026, 3, 10)), (24, date(2027, 3, 10))])
def test_each_rhythm(rhythm, due):
    report = told(review_rhythm=rhythm)
    assert report not in reviewing.due_reports(due - timedelta(days=1))
    assert report in reviewing.due_reports(due)


def test_what_was_never_verified_is_as_old_as_its_publication():
    report = told(verified_at=None, first_published_at=datetime(2025, 1, 5, tzinfo=UTC))
    assert report not in reviewing.due_reports(date(2026, 1, 4))
    assert report in reviewing.due_reports(date(2026, 1, 5))
    assert reviewing.due_on(report) == date(2026, 1, 5)


def test_people_of_the_survey_without_account_are_never_written_to():
    people = [ReportReferent(referent=ReferentFactory(name="Camille Enquête"))]
    ExperienceReportPageFactory(verified_at=date(2020, 1, 1), report_referents=people)
    assert reviewing.run(DUE) == 0
    assert not mails()
    assert not ReviewRound.objects.exists()


def test_only_confirmed_people_are_asked():
    report = told(by=0)
    actor = report.report_actors.get().actor
    MembershipFactory(actor=actor, role=Membership.Role.REFERENT, waiting=True)
    MembershipFactory(actor=actor, observer=True)
    MembershipFactory(actor=actor, referent=True, user=UserFactory(is_active=False))
    assert reviewing.run(DUE) == 0
    named = ReferentFactory(actor=actor)
    report.report_referents.add(ReportReferent(referent=named))
    report.save()
    for person in (UserFactory(), UserFactory(contributor_of=ActorFactory()), UserFactory(is_active=False)):
        link = ReferentAccount.objects.create(referent=named, user=person)
        assert reviewing.run(DUE) == 0  # has left the actor, or Relais
        link.delete()
    person = UserFactory(contributor_of=actor)
    ReferentAccount.objects.create(referent=named, user=person)
    assert reviewing.run(DUE) == 1
    assert mails() == [person.email]


@pytest.mark.parametrize("state", ["draft", "archived"])
def test_what_is_not_proposed_is_not_asked_about(state):
    report = told(draft=state == "draft")
    if state == "archived":
        editorial.archive(report)
    assert reviewing.run(DUE) == 0


# --- Signed links ---


@pytest.fixture
def round_():
    report = told()
    reviewing.run(DUE)
    return ReviewRound.objects.get(report=report)


@pytest.fixture
def person(round_):
    return referents(round_.report)[0]


@pytest.fixture
def path(round_, person) -> str:
    return reviewing.review_path(round_, person)


def test_the_mail_holds_the_link_and_a_robot_that_follows_it_confirms_nothing(client: Client, round_, path):
    text = OutgoingMail.objects.get().text
    assert "/relecture/" in text
    assert "/archiver/" in text
    assert f"/rex/{round_.report.permanent_id}/mettre-a-jour/" in text
    for address in (path, f"{path}archiver/"):
        assert client.get(address).status_code == 200
        assert client.head(address).status_code == 200
    round_.refresh_from_db()
    assert round_.closed_at is None


def test_one_click_confirms(client: Client, round_, path, person):
    editorial.mark_to_check(round_.report)
    answer = client.post(path, follow=True)
    assert "vérifié aujourd’hui" in answer.content.decode()
    round_.refresh_from_db()
    assert (round_.outcome, round_.closed_by) == (ReviewRound.Outcome.CONFIRMED, person)
    assert standing(round_.report) == EditorialStatus.PUBLISHED
    assert round_.report.verified_at == timezone.localdate()


def test_a_spent_link_does_nothing_more(client: Client, path):
    archiving = f"{path}archiver/"
    client.post(path)
    for method in (client.get, client.post):
        for address in (path, archiving):
            answer = method(address)
            assert answer.status_code == 410
            assert "déjà servi" in answer.content.decode()


def test_archiving(client: Client, round_, path):
    client.post(f"{path}archiver/")
    assert standing(round_.report) == EditorialStatus.ARCHIVED
    assert client.post(path).status_code == 410


def test_a_link_that_was_tampered_with(client: Client, path):
    token = path.split("/")[2]
    for forged in (token[:-1], token.replace(token[3], "A" if token[3] != "A" else "B", 1), "rien"):
        assert client.post(f"/relecture/{forged}/").status_code == 410


def test_a_link_made_for_something_else(client: Client, round_, person):
    token = signing.dumps({"round": round_.pk, "user": person.pk, "~": "x"}, salt="another.use")
    assert client.post(f"/relecture/{token}/").status_code == 410


def test_a_link_that_is_too_old(client: Client, path, monkeypatch: pytest.MonkeyPatch):
    now = time.time() + reviewing.LINK_LASTS.total_seconds() + 60
    monkeypatch.setattr(time, "time", lambda: now)
    answer = client.post(path)
    assert answer.status_code == 410
    assert "durée limitée" in answer.content.decode()


def test_a_person_who_left_answers_no_more(client: Client, path, person):
    Membership.objects.filter(user=person).delete()
    assert client.post(path).status_code == 410


def test_updating_is_for_those_who_write_for_the_actor(client: Client, round_, person):
    address = f"/rex/{round_.report.permanent_id}/mettre-a-jour/"
    assert client.get(address).status_code == 302
    client.force_login(UserFactory())
    assert client.get(address).status_code == 403
    client.force_login(person)
    assert "Ouvrir le brouillon" in client.get(address).content.decode()


# --- Publication ---


def test_a_version_that_the_actor_sent_is_a_verification(round_, person):
    report = round_.report
    editorial.mark_to_check(report)
    report.save_revision(user=person).publish()
    report.refresh_from_db()
    round_.refresh_from_db()
    assert report.verified_at == timezone.localdate()
    assert report.editorial_status == EditorialStatus.PUBLISHED
    assert round_.outcome == ReviewRound.Outcome.UPDATED


def test_a_moderators_correction_verifies_nothing(round_):
    report = round_.report
    report.save_revision(user=UserFactory(administrator=True)).publish()
    report.refresh_from_db()
    assert report.verified_at == date(2025, 3, 10)


def test_my_account_lists_what_i_am_asked(client: Client, person, round_, django_assert_max_num_queries):
    client.force_login(person)
    html = client.get("/compte/").content.decode()
    assert "Vos retours à relire" in html
    assert round_.report.title in html
    with django_assert_max_num_queries(2):
        assert len(list(reviewing.open_rounds(person))) == 1
    assert not list(reviewing.open_rounds(UserFactory()))


def test_the_timeline_tells_it(client: Client, round_, path):
    client.post(path)
    titles = [str(step.title) for step in timeline.steps_of(round_.report)]
    assert titles[:2] == ["Confirmé « toujours exact »", "Relecture demandée à ses référents"]
