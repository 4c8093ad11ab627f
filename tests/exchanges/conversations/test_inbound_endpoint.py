"""The door where mails are posted: signed, recent, of a bounded size, and absent where nobody opened it."""

import time

import pytest
from django.core.checks import Error

from exchanges.conversations import checks, masked_addresses
from exchanges.conversations.inbound import endpoint
from exchanges.conversations.models import Message
from tests.exchanges.conversations.mails import mail
from tests.factories.conversations import answerer_of, begun

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("inbound")]
URL = "/messages/courriel-entrant/"


@pytest.fixture
def raw(actor, referent, clock):
    conversation = begun(actor)
    clock.wait(hours=1)
    return mail(to=masked_addresses.masked_address(answerer_of(conversation), now=clock.now)).as_bytes()


def post(client, raw, *, age=0, signature=None, **options):
    stamp = str(int(time.time()) - age)
    headers = {"X-Relais-Timestamp": stamp, "X-Relais-Signature": signature or endpoint.sign(raw, stamp=stamp)}
    return client.post(URL, raw, content_type="message/rfc822", headers=headers | options)


def test_a_signed_mail_is_received(client, raw):
    answer = post(client, raw)
    assert (answer.status_code, answer.json()) == (200, {"outcome": "relayed"})
    assert post(client, raw).json() == {"outcome": "replayed"}
    assert Message.objects.count() == 2


def test_anything_else_is_refused(client, raw):
    stamp = str(int(time.time()))
    other = endpoint.sign(b"autre chose", stamp=stamp)
    assert post(client, raw, signature=other).status_code == 403
    assert post(client, raw, signature="é" * 64).status_code == 403
    assert post(client, raw, age=endpoint.CLOCKS_MAY_DIFFER + 5).status_code == 403
    assert post(client, raw, **{"X-Relais-Timestamp": "demain"}).status_code == 403
    assert client.post(URL, raw, content_type="message/rfc822").status_code == 403
    assert client.get(URL).status_code == 405
    assert Message.objects.count() == 1


def test_what_is_too_large_is_refused_before_it_is_read(client, raw, monkeypatch):
    monkeypatch.setattr(endpoint, "MOST_BYTES", 100)
    monkeypatch.setattr("django.http.HttpRequest.read", lambda *_args: pytest.fail("it was read"))
    assert post(client, raw).status_code == 413
    assert post(client, raw, **{"Content-Length": "abc"}).status_code == 411


@pytest.mark.parametrize("missing", ["RELAIS_INBOUND_SECRET", "RELAIS_INBOUND_DOMAIN"])
def test_the_door_does_not_exist_where_no_mail_is_received(client, raw, settings, missing):
    setattr(settings, missing, "")
    assert client.post(URL, raw, content_type="message/rfc822").status_code == 404


def test_a_weak_secret_stops_the_start(settings):
    assert checks.check_inbound_mail() == []
    settings.RELAIS_INBOUND_SECRET = "court"
    settings.RELAIS_INBOUND_DOMAIN = ""
    assert [problem.id for problem in checks.check_inbound_mail()] == ["conversations.E001", "conversations.E002"]
    assert all(isinstance(problem, Error) for problem in checks.check_inbound_mail())
