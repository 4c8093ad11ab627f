"""What is new reaches whoever follows it: once, grouped, at its hour, and never when there is nothing."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone

from exchanges.alerts import digests, percolator
from exchanges.alerts.models import Alert, Arrival, Match
from network_site.mail import outbox
from search import indexing
from tests.exchanges.alerts.conftest import Committing, link_in, mails
from tests.factories.alerts import AlertFactory
from tests.factories.practices import ExperienceReportPageFactory, NeedFactory

pytestmark = pytest.mark.django_db
EVENING = datetime.now(ZoneInfo("Europe/Paris")).replace(hour=18, minute=0, second=0, microsecond=0)
WEDNESDAY = EVENING + timedelta(days=7 + 2 - EVENING.weekday())
"""Of next week: what the database dates by itself comes before."""
MONDAY = WEDNESDAY.replace(hour=7) + timedelta(days=5)


class Clock:
    """What `timezone.now` says in the test."""

    def __init__(self, patch: pytest.MonkeyPatch) -> None:
        self.now = WEDNESDAY
        patch.setattr(timezone, "now", lambda: self.now)

    def wait(self, **spans: int) -> None:
        self.now += timedelta(**spans)


@pytest.fixture
def clock() -> Iterator[Clock]:
    with pytest.MonkeyPatch.context() as patch:
        yield Clock(patch)


@pytest.fixture
def index(db: None) -> None:
    indexing.rebuild()
    percolator.match_arrivals()


def publish(committing: Committing, title: str, **fields: Any) -> Any:
    with committing():
        return ExperienceReportPageFactory(title=title, **fields)


def test_a_new_report_is_told_once_to_whoever_follows_it(index: None, clock: Clock, committing: Committing) -> None:
    need = NeedFactory(slug="boire")
    both = AlertFactory(daily=True, parameters="q=eau+pluie&besoin=boire")
    AlertFactory(daily=True, parameters="q=canicule")
    report = publish(committing, "Récupérer l’eau de pluie", needs=[need])
    assert percolator.match_arrivals() > 0
    assert list(Match.objects.values_list("alert", flat=True)) == [both.pk]
    assert digests.send_due() == 0  # not before the morning

    clock.wait(days=1)
    assert (digests.send_due(), digests.send_due()) == (1, 0)
    (mail,) = mails("news")
    assert mail.to == both.subscriber.email
    assert mail.subject == "Nouveau sur Relais : Récupérer l’eau de pluie"
    assert report.url in mail.text
    assert both.label in mail.text
    stop = link_in(mail, "/alertes/arreter/")
    assert mail.headers == {
        "List-Unsubscribe": f"<http://127.0.0.1:8000{stop}>",
        "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
    }
    assert not Match.objects.exists()


def test_what_is_changed_or_published_again_is_not_new(index: None, clock: Clock, committing: Committing) -> None:
    report = publish(committing, "Une cour sans goudron")
    percolator.match_arrivals()
    AlertFactory(daily=True, parameters="")
    with committing():
        report.title = "Une cour d’école sans goudron"
        report.save_revision().publish()
    with committing():
        report.unpublish()
    with committing():
        report.save_revision().publish()
    percolator.match_arrivals()
    indexing.rebuild()
    percolator.match_arrivals()
    assert not Match.objects.exists()


def test_a_draft_is_told_when_it_is_published(index: None, committing: Committing) -> None:
    alert = AlertFactory(parameters="q=goudron")
    report = publish(committing, "Une cour sans goudron", draft=True)
    percolator.match_arrivals()
    assert not Match.objects.exists()
    with committing():
        report.save_revision().publish()
    percolator.match_arrivals()
    assert Match.objects.get().alert == alert


def test_what_was_withdrawn_before_it_was_told_is_not_told(index: None, clock: Clock, committing: Committing) -> None:
    AlertFactory(daily=True, parameters="")
    report = publish(committing, "Retirée le soir même")
    percolator.match_arrivals()
    with committing():
        report.unpublish()
    clock.wait(days=1)
    assert digests.send_due() == 0
    assert not mails("news")
    assert not Match.objects.exists()


def test_what_was_withdrawn_before_it_was_looked_at_may_come_back(index: None, committing: Committing) -> None:
    AlertFactory(parameters="q=goudron")
    report = publish(committing, "Une cour sans goudron")
    with committing():
        report.unpublish()
    percolator.match_arrivals()
    assert not Arrival.objects.filter(key=f"report:{report.pk}").exists()
    with committing():
        report.save_revision().publish()
    percolator.match_arrivals()
    assert Match.objects.count() == 1


def test_several_alerts_of_one_address_are_one_mail(index: None, clock: Clock, committing: Committing) -> None:
    water = AlertFactory(daily=True, parameters="q=eau")
    rain = AlertFactory(daily=True, parameters="q=pluie", subscriber=water.subscriber)
    for number in range(digests.MOST_TOLD + 2):
        publish(committing, f"Eau numéro {number}", summary="De la pluie." if number == 1 else "Un puits.")
    percolator.match_arrivals()
    clock.wait(days=1)
    assert digests.send_due() == 1
    (mail,) = mails("news")
    assert mail.subject == "12 nouveautés sur Relais pour vos alertes"
    assert water.label in mail.text
    assert rain.label in mail.text
    assert "Et 2 de plus" in mail.text
    told = [line.strip() for line in mail.text.splitlines() if "Eau numéro" in line]
    assert [line.rpartition(" ")[2] for line in told] == [*map(str, range(11, 1, -1)), "1"]
    assert "/recherche/?q=eau&tri=date" in mail.text


def test_a_week_ends_on_monday_morning(index: None, clock: Clock, committing: Committing) -> None:
    AlertFactory(parameters="q=eau")
    publish(committing, "Eau du mercredi")
    percolator.match_arrivals()
    clock.now = MONDAY - timedelta(minutes=1)
    assert digests.send_due() == 0
    clock.now = MONDAY
    publish(committing, "Eau du lundi")
    percolator.match_arrivals()
    clock.wait(minutes=1)
    assert digests.send_due() == 1
    assert "lundi" not in mails("news")[0].text
    clock.wait(days=6)
    assert digests.send_due() == 0
    clock.wait(days=3)  # the worker was down on Monday
    assert digests.send_due() == 1
    assert "Eau du lundi" in mails("news")[1].text


def test_a_rhythm_that_changes_loses_nothing(index: None, clock: Clock, committing: Committing) -> None:
    daily = AlertFactory(daily=True, parameters="q=eau")
    weekly = AlertFactory(parameters="q=puits", subscriber=daily.subscriber)
    publish(committing, "De l’eau")
    publish(committing, "Un puits")
    percolator.match_arrivals()
    clock.wait(days=1)
    assert digests.send_due() == 1
    Alert.objects.filter(pk=weekly.pk).update(rhythm="jour")
    assert digests.send_due() == 1
    first, second = mails("news")
    assert ("De l’eau" in first.text, "Un puits" in second.text, "De l’eau" in second.text) == (True, True, False)


def test_a_failure_while_writing_a_mail_leaves_all_to_be_told(
    index: None, clock: Clock, committing: Committing, monkeypatch: pytest.MonkeyPatch
) -> None:
    AlertFactory(daily=True, parameters="q=eau")
    publish(committing, "De l’eau")
    percolator.match_arrivals()
    clock.wait(days=1)
    with monkeypatch.context() as patch:
        patch.setattr(outbox, "queue", lambda *_args, **_options: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            digests.send_due()
    assert Match.objects.count() == 1
    assert digests.send_due() == 1


def test_a_failure_while_looking_for_alerts_leaves_the_arrival(
    index: None, committing: Committing, monkeypatch: pytest.MonkeyPatch
) -> None:
    AlertFactory(parameters="q=eau")
    publish(committing, "De l’eau")
    with monkeypatch.context() as patch:
        patch.setattr(percolator, "percolate", lambda _document: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            percolator.match_arrivals()
    assert Arrival.objects.filter(matched_at=None).exists()
    percolator.match_arrivals()
    assert Match.objects.count() == 1


def test_the_cost_of_a_mail_does_not_grow_with_its_news(
    index: None, clock: Clock, committing: Committing, django_assert_max_num_queries: Any
) -> None:
    AlertFactory(daily=True, parameters="q=eau")
    for number in range(8):
        publish(committing, f"Eau {number}")
    percolator.match_arrivals()
    clock.wait(days=1)
    with django_assert_max_num_queries(14):
        assert digests.send_due() == 1
