"""No address of one side reaches the other, whatever the way; what a person leaves behind has no name."""

import json

import pytest
from django.test import Client
from django.urls import reverse

from exchanges.conversations import digest, moderating, personal_data, posting, waiting
from exchanges.conversations.models import Attachment, Block, Conversation, Correspondent, Message, Rhythm
from network_site.mail import outbox
from network_site.mail.models import OutgoingMail
from tests.factories.conversations import (
    aged,
    answered,
    answerer_of,
    asker_of,
    begun,
    begun_by_visitor,
    mailbox,
    written,
)
from tests.factories.kernel import UserFactory

pytestmark = pytest.mark.django_db


def everything(actor, referent):
    """Every kind of mail and page that two conversations can make."""
    moderator = UserFactory(moderator=True)
    box = mailbox(actor, "contact@denain.example")
    by_member = begun(actor, by=UserFactory(email="zoe@cherche.example", first_name="Zoé"))
    by_visitor = begun_by_visitor(actor)
    for conversation in (by_member, by_visitor):
        aged(conversation, days=16)
        waiting.remind_silent()
        waiting.offer_fallbacks()
        conversation.refresh_from_db()
        waiting.use_fallback(conversation)
        signalled = answered(conversation)
        posting.answer(asker_of(conversation), written=written("Merci."))
        moderating.signal(signalled, by=asker_of(conversation), reason="Pour voir")
    Correspondent.objects.filter(user=referent).update(rhythm=Rhythm.DAILY)
    Message.objects.update(created_at="2020-01-01T00:00Z")
    posting.answer(asker_of(by_member), written=written("Une autre question."))
    digest.send_digests()
    return moderator, box, [by_member, by_visitor]


@pytest.mark.parametrize("with_inbound", [False, True])
def test_no_mail_and_no_page_holds_the_address_of_somebody_else(actor, referent, settings, mailoutbox, with_inbound):
    settings.RELAIS_INBOUND_DOMAIN = "reponses.relais.example" if with_inbound else ""
    moderator, box, conversations = everything(actor, referent)
    people = {
        "zoe@cherche.example", "visiteuse@ailleurs.example", referent.email, box.email, moderator.email,
    }  # fmt: skip
    while outbox.deliver_due().sent:
        pass
    assert {mail.to[0] for mail in mailoutbox} == people
    for mail in mailoutbox:
        raw = mail.message().as_bytes().decode()
        whole = f"{raw} {mail.body} {mail.subject} {mail.extra_headers} {mail.from_email}".lower()
        for address in people - {mail.to[0]}:
            assert address not in whole, (mail.subject, address)
        is_answerable = with_inbound and ", par Relais" in mail.from_email
        domain = "reponses.relais.example" if is_answerable else "localhost"
        assert str(mail.message()["From"]).rstrip(">").endswith(f"@{domain}")
    assert not any("@" in key for key in OutgoingMail.objects.values_list("key", flat=True))

    for email in people - {box.email, "visiteuse@ailleurs.example"}:
        client = Client()
        client.force_login(type(referent).objects.get(email=email))
        paths = ["/messages/", "/messages/reglages/", "/compte/", actor.get_absolute_url(), "/moderation/messages/"]
        paths += [conversation.get_absolute_url() for conversation in conversations]
        for path in paths:
            page = client.get(path).text.lower()
            for address in people - {email}:
                assert address not in page, (path, address)


def test_a_person_takes_away_what_they_wrote_and_nothing_of_others(actor, referent):
    conversation = begun(actor, text="Ma question")
    answered(conversation, "Ma réponse")
    asker = asker_of(conversation).correspondent.user
    assert asker is not None
    taken = json.dumps(personal_data.export(asker), ensure_ascii=False)
    assert "Ma question" in taken
    assert "Ma réponse" not in taken
    assert "@" not in taken
    assert personal_data.export(UserFactory()) == {"messages": []}


def test_whoever_leaves_is_forgotten_and_the_other_keeps_what_they_wrote(actor, referent, client, settings):
    conversation = begun(actor, text="Ma question")
    answer = posting.answer(
        answerer_of(conversation), written=written("Ma réponse", files=[posting.JoinedFile("a.pdf", b"%PDF")])
    )
    Block.objects.create(blocker=referent.correspondent, blocked=asker_of(conversation).correspondent)
    assert Attachment.objects.get().file.storage.exists(Attachment.objects.get().file.name)
    correspondent = referent.correspondent.pk
    referent.delete()
    answer.refresh_from_db()
    assert answer.text == personal_data.ERASED
    assert answer.author.label == "Une personne qui n’est plus sur Relais"
    assert not Attachment.objects.exists()
    assert not Block.objects.exists()
    left = Correspondent.objects.get(pk=correspondent)
    assert (left.user, left.email, left.address, left.is_reachable) == (None, "", "", False)
    client.force_login(asker_of(conversation).correspondent.user)
    page = client.get(conversation.get_absolute_url()).text
    assert "Ma question" in page
    assert "Rémi" not in page
    personal_data.anonymise(UserFactory())


def test_records_tell_nothing_by_their_names(actor, referent):
    conversation = begun(actor)
    signal = moderating.signal(answered(conversation), by=asker_of(conversation), reason="")
    records = [conversation, asker_of(conversation), asker_of(conversation).correspondent, signal, signal.message]
    block = Block.objects.create(blocker=referent.correspondent, blocked=asker_of(conversation).correspondent)
    for record in [*records, block, Attachment(pk=1)]:
        assert not any(secret in str(record) for secret in ("Zoé", "Rémi", "Cours oasis", "Denain", "@"))


# --- faults ---------------------------------------------------------------------------------------------------------


class Killed(BaseException):
    """Stands for SIGKILL at a named point: nothing in the process may catch it."""


POINTS = {
    "before the message": "exchanges.conversations.posting.store",
    "before the route": "exchanges.conversations.posting.deliver",
    "before the mail": "exchanges.conversations.notices.tell",
    "before the copy": "exchanges.conversations.notices.copy_to_sender",
    "as the mail is queued": "network_site.mail.outbox.queue",
}


def killed(*_args: object, **_options: object) -> None:
    raise Killed


@pytest.mark.parametrize("point", POINTS.values(), ids=POINTS)
def test_a_kill_while_writing_stores_all_or_nothing_and_the_form_may_be_sent_again(
    actor, referent, mailoutbox, monkeypatch, point
):
    user = UserFactory(first_name="Zoé")
    asker = posting.Asker(Correspondent.objects.of_user(user), "Zoé")
    sent, topic = written("Une question"), posting.Topic("actor", "Ville", actor=actor)
    with monkeypatch.context() as patch:
        patch.setattr(point, killed)
        with pytest.raises(Killed):
            posting.start(topic, asker=asker, written=sent, is_confirmed=True)
    counts = (Conversation.objects.count(), Message.objects.count(), OutgoingMail.objects.count())
    assert counts == (0, 0, 0)
    for _again in range(2):
        posting.start(topic, asker=asker, written=sent, is_confirmed=True)
    outbox.deliver_due()
    assert sorted(mail.to[0] for mail in mailoutbox) == sorted([referent.email, user.email])


@pytest.mark.parametrize(("point", "copies"), [("claim", 1), ("mark_sent", 2), ("mark_failed", 1)])
@pytest.mark.usefixtures("referent")
def test_a_kill_while_sending_loses_no_message_and_repeats_at_most_one(actor, mailoutbox, monkeypatch, point, copies):
    begun(actor)
    with monkeypatch.context() as patch:
        patch.setattr(OutgoingMail, point, killed)
        if point == "mark_failed":
            patch.setattr("django.core.mail.backends.locmem.EmailBackend.send_messages", refuse)
        with pytest.raises(Killed):
            outbox.deliver_due()
    OutgoingMail.objects.filter(claimed_at__isnull=False).update(claimed_at="2020-01-01T00:00Z")
    while outbox.deliver_due().sent:
        pass
    identifiers = [mail.extra_headers["Message-ID"] for mail in mailoutbox]
    assert len(set(identifiers)) == 2
    assert len(identifiers) == 1 + copies
    assert not OutgoingMail.objects.filter(sent_at=None).exists()


def refuse(*_args: object) -> int:
    raise ConnectionRefusedError


def test_a_mail_server_that_is_down_loses_nothing(actor, referent, mailoutbox, monkeypatch):
    with monkeypatch.context() as patch:
        patch.setattr("django.core.mail.backends.locmem.EmailBackend.send_messages", refuse)
        conversation = begun(actor)
        answered(conversation)
        assert outbox.deliver_due().failed == 1
    OutgoingMail.objects.update(next_attempt_at="2020-01-01T00:00Z")
    while outbox.deliver_due().sent:
        pass
    assert len(mailoutbox) == 3
    assert reverse("conversations:thread", args=[conversation.uuid]) in mailoutbox[0].body
