"""An answer by mail reaches the conversation; everything else is refused, and tells nothing."""

import base64
import io
import re
from datetime import timedelta

import pytest
from django.core.management import call_command
from django.utils import timezone

from exchanges.conversations import masked_addresses, notices, quota, settling
from exchanges.conversations.inbound import receiving
from exchanges.conversations.inbound.receiving import Outcome, receive
from exchanges.conversations.models import Conversation, Correspondent, Message, Participant, ReceivedMail, Route
from network_site.mail.models import OutgoingMail
from tests.exchanges.conversations.mails import bounce, mail, quoted
from tests.factories.conversations import answerer_of, asker_of, begun, begun_by_visitor, mailbox

PDF = b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("inbound")]


@pytest.fixture
def conversation(actor, referent, clock):
    started = begun(actor)
    clock.wait(hours=1)
    return started


@pytest.fixture
def address(conversation, clock):
    """What the référent's mail program answers to."""
    return masked_addresses.masked_address(answerer_of(conversation), now=clock.now)


class Killed(BaseException):
    """Stands for SIGKILL: nothing in the process may catch it."""


def killed(*_args: object, **_options: object) -> None:
    raise Killed


def received(**options):
    return receive(mail(**options).as_bytes())


def explanations():
    return OutgoingMail.objects.filter(key__startswith="conversations/explained/")


def test_the_mail_that_left_carries_the_masked_address_and_no_other(conversation, address, referent):
    left = OutgoingMail.objects.get(to=referent.email)
    token = masked_addresses.token_in([left.from_email.partition("<")[2].rstrip(">")])
    assert masked_addresses.participant_of(token, now=timezone.now()) == answerer_of(conversation)
    assert left.text.startswith("##- Répondez au-dessus de cette ligne -##")
    assert "répondez à ce courriel" in left.text


def test_an_answer_by_mail_is_relayed_and_quoted_history_is_not(conversation, address):
    assert received(text=quoted("Oui, appelons-nous."), to=address) == Outcome.RELAYED
    answer = Message.objects.latest("pk")
    assert (answer.text, answer.channel, answer.author) == ("Oui, appelons-nous.", "mail", answerer_of(conversation))
    relayed = OutgoingMail.objects.get(key=f"conversations/message/{answer.pk}/{asker_of(conversation).pk}")
    assert "Oui, appelons-nous." in relayed.text
    assert "Rémi Répondant, par Relais" in relayed.from_email
    conversation.refresh_from_db()
    assert conversation.answered_at is not None


def test_a_visitor_answers_by_mail_too(actor, referent, clock):
    conversation = begun_by_visitor(actor)
    clock.wait(hours=1)
    address = masked_addresses.masked_address(asker_of(conversation), now=clock.now)
    assert received(to=address, sender="visiteuse@ailleurs.example") == Outcome.RELAYED


def test_the_same_mail_twice_is_one_message(conversation, address):
    assert received(to=address) == Outcome.RELAYED
    assert received(to=address) == Outcome.REPLAYED
    assert Message.objects.count() == 2
    assert not explanations()


def test_an_address_that_was_made_up_leads_nowhere(conversation, address):
    last = address.partition("@")[0][-1]
    forged = address.replace(f"{last}@", f"{'a' if last != 'a' else 'b'}@")
    other = address.replace("reply+", "reply+z")
    for to in (forged, other, "reply+x@reponses.relais.example", f"reply+{'0' * 70}@reponses.relais.example"):
        assert received(to=to) == Outcome.FORGED
    assert received(to="quelqu.un@reponses.relais.example") == Outcome.UNKNOWN
    assert received(to=address.replace("reponses.", "autre.")) == Outcome.UNKNOWN
    assert Message.objects.count() == 1
    assert not explanations()
    assert not ReceivedMail.objects.exists()


def test_a_token_opens_no_other_conversation(conversation, address, actor, clock):
    other = begun(actor)
    mine, theirs = answerer_of(conversation), answerer_of(other)
    token = masked_addresses.token_in([address])
    Participant.objects.filter(pk=mine.pk).delete()
    Participant.objects.filter(pk=theirs.pk).update(id=mine.pk)
    with pytest.raises(masked_addresses.Forged):
        masked_addresses.participant_of(token, now=clock.now)


def test_an_old_address_is_explained_to_its_owner_only(conversation, address, clock, referent):
    clock.wait(days=masked_addresses.VALID_FOR.days - 1)
    assert received(to=address) == Outcome.RELAYED
    clock.wait(days=2)
    assert received(to=address, message_id="<2@x>") == Outcome.EXPIRED
    assert "trop ancienne" in explanations().get().text
    assert explanations().get().to == referent.email
    assert received(to=address, message_id="<3@x>", sender="autre@ailleurs.example") == Outcome.WRONG_SENDER


def test_a_wrong_sender_is_told_once_a_day_and_learns_nothing(conversation, address, referent, clock):
    for number in range(3):
        assert received(to=address, sender="Intrus <intrus@ailleurs.example>", message_id=f"<{number}@x>") == (
            Outcome.WRONG_SENDER
        )
    assert Message.objects.count() == 1
    told = explanations().get()
    assert told.to == "intrus@ailleurs.example"
    said = f"{told.subject} {told.text} {told.headers} {told.from_email}"
    for secret in (referent.email, "Rémi", "Zoé", "Denain", "Cours oasis", "convaincu", "reply+"):
        assert secret not in said
    assert told.headers["Auto-Submitted"] == "auto-replied"
    clock.wait(days=1)
    received(to=address, sender="intrus@ailleurs.example", message_id="<9@x>")
    assert explanations().count() == 2


def test_an_absence_and_a_refusal_by_a_machine_write_to_nobody(conversation, address):
    before = OutgoingMail.objects.count()
    assert received(to=address, **{"Auto-Submitted": "auto-replied"}) == Outcome.AUTOMATIC
    assert received(to=address, sender="liste@ailleurs.example", Precedence="bulk", message_id="<2@x>") == (
        Outcome.AUTOMATIC
    )
    assert OutgoingMail.objects.count() == before
    assert Message.objects.count() == 1


def test_html_only_and_25_megabytes(conversation, address):
    assert received(text=None, html="<p>Oui, <i>bien sûr</i>.</p>", to=address) == Outcome.RELAYED
    assert Message.objects.latest("pk").text == "Oui, bien sûr."
    heavy = mail("Voici.", to=address, message_id="<lourd@x>")
    heavy.add_attachment(b"0" * (25 * 1024 * 1024), maintype="application", subtype="zip", filename="gros.zip")
    assert receive(heavy.as_bytes()) == Outcome.TOO_LARGE
    assert "10 Mo" in explanations().get().text


def test_joined_files_are_cleaned_or_refused_by_name(conversation, address):
    good = mail(to=address)
    good.add_attachment(PDF, maintype="application", subtype="pdf", filename="délibération.pdf")
    assert receive(good.as_bytes()) == Outcome.RELAYED
    assert [file.name for file in Message.objects.latest("pk").attachments.all()] == ["délibération.pdf"]
    bad = mail(to=address, message_id="<2@x>")
    bad.add_attachment(b"MZ", maintype="application", subtype="exe", filename="facture.exe")
    assert receive(bad.as_bytes()) == Outcome.REFUSED
    assert "« facture.exe »" in explanations().get().text


@pytest.mark.parametrize(
    ("text", "outcome", "word"),
    [("> tout est cité", Outcome.EMPTY, "aucun texte"), ("mot " * 2000, Outcome.REFUSED, "5 000 caractères")],
)
def test_what_cannot_be_relayed_is_explained(conversation, address, text, outcome, word):
    assert received(text=text, to=address) == outcome
    assert word in explanations().get().text


def test_who_has_no_account_is_given_the_way_into_the_conversation(client, actor, clock):
    institution = mailbox(actor, "contact@denain.example")
    started = begun(actor)
    waiting_at = masked_addresses.masked_address(answerer_of(started), now=clock.now)
    assert received(text="> tout est cité", to=waiting_at, sender=institution.email) == Outcome.EMPTY
    (link,) = re.findall(r"http://[^/]+(/messages/\S+)", explanations().get().text)
    assert client.get(link, follow=True).context["thread"]
    received(text="Bonjour", to=waiting_at, sender="autre@ailleurs.example", message_id="<2@x>")
    assert "/messages/lien/" not in explanations().latest("pk").text


def test_closed_blocked_and_too_much(conversation, address, monkeypatch, clock):
    settling.close(asker_of(conversation))
    assert received(to=address) == Outcome.REFUSED
    assert "fermée" in explanations().get().text
    settling.reopen(asker_of(conversation))
    settling.block(asker_of(conversation))
    clock.wait(days=1)
    assert received(to=address, message_id="<2@x>") == Outcome.REFUSED
    settling.unblock(asker_of(conversation))
    monkeypatch.setattr(quota, "ANSWERS_A_DAY", 0)
    clock.wait(days=1)
    assert received(to=address, message_id="<3@x>") == Outcome.REFUSED
    assert Message.objects.count() == 1


def test_ones_own_address_does_not_leave_with_a_signature(conversation, address, referent):
    received(text="Écrivez-moi : Referent@Denain.example", to=address)
    assert Message.objects.latest("pk").text == "Écrivez-moi : [adresse non transmise]"


def test_a_bounce_sends_the_question_to_the_institution(conversation, address, actor, referent):
    mailbox(actor, "contact@denain.example")
    assert receive(bounce(to=address, status="4.2.2", action="delayed")) == Outcome.LATE
    assert Correspondent.objects.get(user=referent).is_reachable
    assert receive(bounce(to=address, **{"Message-ID": "<b2@mx>"})) == Outcome.BOUNCED
    assert not Correspondent.objects.get(user=referent).is_reachable
    conversation.refresh_from_db()
    assert conversation.route == Route.MAILBOX
    assert OutgoingMail.objects.filter(to="contact@denain.example").exists()
    assert OutgoingMail.objects.filter(key=f"conversations/routed/{conversation.pk}/mailbox").exists()


def test_a_bounce_without_a_mailbox_waits_for_the_moderators(conversation, address):
    receive(bounce(to=address))
    assert conversation in Conversation.objects.to_transmit()


def test_nothing_is_half_done_when_the_process_dies(conversation, address, monkeypatch):
    relay = notices.tell
    monkeypatch.setattr(notices, "tell", killed)
    with pytest.raises(Killed):
        received(to=address)
    assert (Message.objects.count(), ReceivedMail.objects.count()) == (1, 0)
    monkeypatch.setattr(notices, "tell", relay)
    assert received(to=address) == Outcome.RELAYED


def test_a_token_fits_in_an_address_and_survives_a_change_of_key(conversation, address, settings, clock):
    local = address.partition("@")[0]
    assert len(local) <= 64
    assert local == local.lower()
    settings.SECRET_KEY_FALLBACKS, settings.SECRET_KEY = [settings.SECRET_KEY], "another-key-of-enough-characters"
    masked_addresses.participant_of(local, now=clock.now)
    settings.SECRET_KEY_FALLBACKS = []
    with pytest.raises(masked_addresses.Forged):
        masked_addresses.participant_of(local, now=clock.now)


def test_received_mails_are_forgotten_after_a_year(conversation, address):
    received(to=address)
    assert receiving.forget_old() == 0
    ReceivedMail.objects.update(received_at=timezone.now() - receiving.KEPT_FOR - timedelta(days=1))
    assert receiving.forget_old() == 1


def test_a_mail_server_may_pipe_mails(conversation, address, monkeypatch, capsys):
    raw = io.BytesIO(mail(to=address).as_bytes())
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(raw))
    call_command("receive_mail")
    assert capsys.readouterr().out.strip() == "relayed"


def test_no_address_reaches_the_log(conversation, address, caplog):
    caplog.set_level("INFO")
    received(to=address)
    received(to=address, sender="intrus@ailleurs.example", message_id="<2@x>")
    assert "relayed" in caplog.text
    assert "@" not in caplog.text
    assert base64.b64encode(b"intrus").decode() not in caplog.text
