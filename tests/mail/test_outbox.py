"""Mails are written with the event and delivered later, whatever dies on the way."""

import smtplib
from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.core.mail.backends.locmem import EmailBackend
from django.db import transaction
from django.utils import timezone

from network_site.mail import outbox
from network_site.mail.models import OutgoingMail
from network_site.mail.upkeep import check_mail

pytestmark = pytest.mark.django_db


class Killed(BaseException):
    """Stands for SIGKILL at a named point: nothing in the process may catch it."""


class FailingBackend(EmailBackend):
    """A transport that raises what the test says, after having sent when `after` is true."""

    error: BaseException | None = None
    after = False
    tried: list[str] = []

    def send_messages(self, messages):
        type(self).tried += [message.to[0] for message in messages]
        if self.error and not self.after:
            raise self.error
        count = super().send_messages(messages)
        if self.error:
            raise self.error
        return count


@pytest.fixture
def transport(settings, monkeypatch):
    settings.RELAIS_MAIL_TRANSPORT = f"{__name__}.FailingBackend"
    monkeypatch.setattr(outbox, "get_connection", lambda _path: FailingBackend())
    monkeypatch.setattr(FailingBackend, "error", None)
    monkeypatch.setattr(FailingBackend, "after", False)
    monkeypatch.setattr(FailingBackend, "tried", [])
    return FailingBackend


def queue(key="event/1", to="lecteur@exemple.fr", **options):
    return outbox.queue(key, to=to, **{"subject": "Bonjour", "text": "Un mot."} | options)


def later(**delta):
    """Make everything that waits look as old as if that time had passed."""
    moment = timezone.now() - timedelta(**delta)
    OutgoingMail.objects.filter(next_attempt_at__isnull=False).update(next_attempt_at=moment)
    OutgoingMail.objects.filter(claimed_at__isnull=False).update(claimed_at=moment)


def test_a_mail_leaves_once(mailoutbox):
    queue()
    assert outbox.deliver_due() == outbox.Delivery(sent=1)
    assert outbox.deliver_due() == outbox.Delivery()
    assert [(mail.to, mail.subject, mail.body) for mail in mailoutbox] == [
        (["lecteur@exemple.fr"], "Bonjour", "Un mot.")
    ]


def test_the_same_key_makes_one_mail_and_keeps_the_first_text():
    first, second = queue(), queue(text="Un autre mot.")
    assert first.pk == second.pk
    assert OutgoingMail.objects.get().text == "Un mot."


def test_an_event_that_is_rolled_back_mails_nobody():
    def event():
        with transaction.atomic():
            queue()
            raise Killed

    with pytest.raises(Killed):
        event()
    assert not OutgoingMail.objects.exists()


def test_the_message_id_follows_from_the_key(settings):
    assert outbox.message_id_for("a") == outbox.message_id_for("a") != outbox.message_id_for("b")
    assert outbox.message_id_for("a").endswith("@localhost>")
    settings.DEFAULT_FROM_EMAIL = "Relais <relais@exemple.fr>"
    assert outbox.message_id_for("a").endswith("@exemple.fr>")


def test_a_header_travels_and_cannot_write_another(mailoutbox):
    queue(headers={"Reply-To": "reponse@exemple.fr"}, html="<p>Un mot.</p>")
    outbox.deliver_due()
    message = mailoutbox[0].message()
    assert message["Reply-To"] == "reponse@exemple.fr"
    assert mailoutbox[0].alternatives[0].content == "<p>Un mot.</p>"
    for bad in ({"Reply-To": "a@b.fr\nBcc: c@d.fr"}, {"X\r\nBcc": "c@d.fr"}, {"X": 3}, ["X"]):
        with pytest.raises((ValidationError, ValueError)):
            queue(key="event/2", headers=bad)


def test_a_subject_of_several_lines_becomes_one(mailoutbox):
    queue(subject="Un titre\r\nBcc: autre@exemple.fr " + "long " * 100)
    outbox.deliver_due()
    assert mailoutbox[0].subject.startswith("Un titre Bcc: autre@exemple.fr long")
    assert len(mailoutbox[0].subject) <= outbox.SUBJECT_LENGTH
    assert mailoutbox[0].bcc == []


def test_nobody_to_write_to_is_refused():
    with pytest.raises(ValueError, match="event/1"):
        queue(to="")


@pytest.mark.parametrize(("after", "received"), [(False, 1), (True, 2)], ids=["before sending", "after sending"])
def test_a_kill_repeats_at_most_the_mail_in_flight(transport, mailoutbox, after, received):
    for number in (1, 2, 3):
        queue(f"event/{number}", to=f"lecteur{number}@exemple.fr")
    transport.error, transport.after = Killed(), after
    with pytest.raises(Killed):
        outbox.deliver_due()
    transport.error = None
    assert outbox.deliver_due() == outbox.Delivery(sent=2)  # the one in flight is still claimed
    later(hours=1)
    assert outbox.deliver_due() == outbox.Delivery(sent=1)
    in_flight = [mail for mail in mailoutbox if mail.to == ["lecteur1@exemple.fr"]]
    assert len(in_flight) == received
    assert len({mail.extra_headers["Message-ID"] for mail in in_flight}) == 1
    assert len(mailoutbox) == 2 + received


@pytest.mark.parametrize("point", ["mark_sent", "claim"])
def test_a_kill_around_the_sending_loses_nothing(transport, mailoutbox, monkeypatch, point):
    queue()
    with monkeypatch.context() as patch:
        patch.setattr(OutgoingMail, point, lambda *_args: (_ for _ in ()).throw(Killed))
        with pytest.raises(Killed):
            outbox.deliver_due()
    later(hours=1)
    outbox.deliver_due()
    assert {mail.extra_headers["Message-ID"] for mail in mailoutbox} == {outbox.message_id_for("event/1")}
    assert OutgoingMail.objects.get().sent_at


def test_a_fresh_claim_is_respected_and_a_stale_read_claims_nothing():
    mail = queue()
    rival = OutgoingMail.objects.get()
    assert mail.claim()
    assert not rival.claim()
    assert outbox.deliver_due() == outbox.Delivery()


def test_a_server_that_is_down_costs_one_wait_and_no_mail(transport, mailoutbox):
    for number in (1, 2, 3):
        queue(f"event/{number}")
    transport.error = ConnectionRefusedError("nobody at lecteur@exemple.fr")
    assert outbox.deliver_due() == outbox.Delivery(failed=1)
    transport.error = None
    later(hours=1)
    assert outbox.deliver_due() == outbox.Delivery(sent=3)


def test_waits_double_up_to_six_hours_then_relais_gives_up_and_an_administrator_may_retry(transport):
    mail = queue()
    transport.error = smtplib.SMTPServerDisconnected("down")
    waits = []
    for _attempt in range(OutgoingMail.MAX_ATTEMPTS):
        later(seconds=1)
        outbox.deliver_due()
        mail.refresh_from_db()
        waits.append(mail.next_wait())
    assert waits[:4] == [timedelta(minutes=minutes) for minutes in (2, 4, 8, 16)]
    assert waits == sorted(waits)
    assert waits[-1] == timedelta(hours=6)
    assert (mail.state, mail.next_attempt_at) == ("given_up", None)
    assert outbox.deliver_due() == outbox.Delivery()
    transport.error = None
    assert mail.retry()
    assert outbox.deliver_due() == outbox.Delivery(sent=1)
    assert not mail.retry()


@pytest.mark.parametrize(
    ("error", "reason", "state"),
    [
        (smtplib.SMTPRecipientsRefused({"lecteur@exemple.fr": (550, b"no lecteur@exemple.fr")}),
         "SMTPRecipientsRefused 550", "given_up"),
        (smtplib.SMTPRecipientsRefused({"lecteur@exemple.fr": (450, b"")}), "SMTPRecipientsRefused 450", "retrying"),
        (smtplib.SMTPDataError(554, b"lecteur@exemple.fr"), "SMTPDataError 554", "retrying"),
        (TimeoutError("lecteur@exemple.fr"), "TimeoutError", "retrying"),
        (RuntimeError("lecteur@exemple.fr"), "RuntimeError", "retrying"),
    ],
    ids=["refused for good", "busy", "data", "timeout", "bug"],
)  # fmt: skip
def test_an_error_is_told_without_the_address(transport, caplog, error, reason, state):
    mail = queue()
    transport.error = error
    outbox.deliver_due()
    mail.refresh_from_db()
    assert (mail.last_error, mail.state) == (reason, state)
    assert reason in caplog.text
    assert "@" not in caplog.text + mail.last_error


def test_one_bad_recipient_does_not_stop_the_others(transport, mailoutbox):
    queue("event/1", to="refuse@exemple.fr")
    queue("event/2")
    original = FailingBackend.send_messages

    def send(self, messages):
        if messages[0].to == ["refuse@exemple.fr"]:
            raise smtplib.SMTPRecipientsRefused({"refuse@exemple.fr": (550, b"")})
        return original(self, messages)

    transport.send_messages, kept = send, transport.send_messages
    try:
        assert outbox.deliver_due() == outbox.Delivery(sent=1, failed=1)
    finally:
        transport.send_messages = kept


def test_a_batch_has_a_limit_and_the_oldest_leave_first(mailoutbox):
    for number in range(3):
        queue(f"event/{number}", to=f"lecteur{number}@exemple.fr")
    assert outbox.deliver_due(2) == outbox.Delivery(sent=2)
    assert [mail.to for mail in mailoutbox] == [["lecteur0@exemple.fr"], ["lecteur1@exemple.fr"]]


def test_a_template_gives_subject_and_text_as_they_are_typed():
    subject, text = outbox.render_mail("contact_flood", {"list_url": "https://exemple.fr/?a=1&b=<2>"})
    assert subject.strip() == "Relais : beaucoup de messages en une heure"
    assert "https://exemple.fr/?a=1&b=<2>" in text


def test_what_was_sent_long_ago_is_forgotten_but_never_sent_again(mailoutbox):
    mail = queue()
    outbox.deliver_due()
    assert outbox.forget_old() == 0
    OutgoingMail.objects.update(sent_at=timezone.now() - outbox.CONTENT_KEPT_FOR - timedelta(seconds=1))
    assert outbox.forget_old() == 1
    mail.refresh_from_db()
    assert (mail.to, mail.subject, mail.text, mail.key) == ("", "", "", "event/1")
    assert str(mail) == "event/1"
    queue()
    assert outbox.deliver_due() == outbox.Delivery()
    assert not mail.can_act


def test_what_was_given_up_long_ago_is_forgotten_too_and_no_longer_counted():
    mail = queue()
    OutgoingMail.objects.update(next_attempt_at=None)
    assert outbox.forget_old() == 0
    assert check_mail().facts["given_up"] == 1
    OutgoingMail.objects.update(created_at=timezone.now() - outbox.CONTENT_KEPT_FOR - timedelta(seconds=1))
    waiting = OutgoingMail.objects.create(
        key="event/2", to="lente@exemple.fr", created_at=mail.created_at - timedelta(99)
    )
    assert outbox.forget_old() == 1
    mail.refresh_from_db()
    waiting.refresh_from_db()
    assert (mail.to, mail.text, mail.can_act, waiting.to) == ("", "", False, "lente@exemple.fr")
    assert check_mail().facts["given_up"] == 0


def test_a_mail_that_another_worker_takes_first_is_left_to_it(monkeypatch, mailoutbox):
    queue()
    monkeypatch.setattr(OutgoingMail, "claim", lambda _mail: False)
    assert outbox.deliver_due() == outbox.Delivery()
    assert mailoutbox == []
