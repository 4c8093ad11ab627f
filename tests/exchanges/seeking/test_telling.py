"""Référents who accepted it are told what peers seek: what they solved, once a week at most."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from exchanges.seeking import telling
from exchanges.seeking.models import SoughtNeed, Willingness
from network_site.mail.models import OutgoingMail
from practices.models import ReportActor
from tests.factories.actors import ActorFactory
from tests.factories.kernel import UserFactory
from tests.factories.practices import ExperienceReportPageFactory, NeedFactory
from tests.factories.seeking import SoughtNeedFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def solved() -> Any:
    """A need that the city of a willing référent solved."""
    need, city = NeedFactory(label="Garder l’eau"), ActorFactory()
    ExperienceReportPageFactory(needs=[need], report_actors=[ReportActor(actor=city)])
    referent = UserFactory(referent_of=city)
    telling.choose(referent, told=True)
    Willingness.objects.update(told_until=timezone.now() - timedelta(hours=1))
    need.city, need.referent = city, referent
    return need


def mails() -> list[OutgoingMail]:
    return list(OutgoingMail.objects.filter(key__startswith="seeking/told/").order_by("pk"))


def weeks_pass() -> None:
    Willingness.objects.update(mailed_at=timezone.now() - timedelta(days=8))


def test_a_referent_is_told_once_and_at_most_once_a_week(solved: Any) -> None:
    first = SoughtNeedFactory(need=solved)
    assert (telling.tell_due(), telling.tell_due()) == (1, 0)
    second = SoughtNeedFactory(need=solved)
    assert telling.tell_due() == 0
    weeks_pass()
    assert (telling.tell_due(), telling.tell_due()) == (1, 0)
    one, two = mails()
    assert one.to == solved.referent.email
    assert first.get_absolute_url() in one.text
    assert second.get_absolute_url() in two.text
    assert first.get_absolute_url() not in two.text
    weeks_pass()
    assert telling.tell_due() == 0


def test_nobody_is_told_of_what_does_not_concern_them(solved: Any) -> None:
    SoughtNeedFactory(need=NeedFactory())
    SoughtNeedFactory(need=solved, waiting=True)
    SoughtNeedFactory(need=solved, actor=solved.city)
    SoughtNeedFactory(need=solved, published_at=timezone.now() - timedelta(days=2))
    SoughtNeedFactory(need=solved, until=timezone.localdate() - timedelta(days=1))
    contributor = UserFactory(contributor_of=solved.city)
    telling.choose(contributor, told=True)
    Willingness.objects.update(told_until=timezone.now() - timedelta(hours=1))
    assert telling.tell_due() == 0
    silent = UserFactory(referent_of=solved.city)
    SoughtNeedFactory(need=solved)
    assert telling.tell_due() == 1
    assert silent.email not in {mail.to for mail in mails()}


def test_who_no_longer_has_an_account_is_not_told(solved: Any) -> None:
    SoughtNeedFactory(need=solved)
    solved.referent.is_active = False
    solved.referent.save()
    assert telling.tell_due() == 0


def test_consent_is_dated_and_taken_back(client: Client, solved: Any) -> None:
    client.force_login(solved.referent)
    client.post("/compte/entraide/", {})
    assert not Willingness.objects.exists()
    client.post("/compte/entraide/", {"told": "on"})
    willing = Willingness.objects.get()
    assert "J’accepte" in willing.consent_text
    assert willing.consented_at <= timezone.now()
    assert "checked" in client.get("/compte/entraide/").content.decode()


def test_one_click_stops_without_cookie_nor_csrf_token(solved: Any) -> None:
    SoughtNeedFactory(need=solved)
    telling.tell_due()
    header = mails()[0].headers["List-Unsubscribe"]
    path = "/" + header.strip("<>").split("/", 3)[3]
    strict = Client(enforce_csrf_checks=True)
    assert "Ne plus me prévenir" in strict.get(path).content.decode()
    assert Willingness.objects.exists()
    for _twice in range(2):
        assert strict.post(path, {"List-Unsubscribe": "One-Click"}).status_code == 200
    assert not Willingness.objects.exists()
    assert strict.get("/cherche/ne-plus-me-prevenir/?cle=x").status_code == 410


def test_the_number_of_queries_follows_the_people_told(solved: Any, django_assert_max_num_queries: Any) -> None:
    for _each in range(8):
        SoughtNeedFactory(need=solved)
    with django_assert_max_num_queries(14):
        assert telling.tell_due() == 1
    assert SoughtNeed.objects.count() == 8
