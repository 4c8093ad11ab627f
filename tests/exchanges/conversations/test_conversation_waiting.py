"""What waits finds its way; silence is answered; nothing is kept for ever."""

from datetime import timedelta

import pytest
from django.utils import timezone

from exchanges.conversations import digest, habits, posting, retention, settling, waiting
from exchanges.conversations.models import Conversation, Correspondent, Rhythm, Route
from network_site.mail.models import OutgoingMail
from tests.factories.actors import MembershipFactory
from tests.factories.conversations import (
    QUESTION,
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


def route_of(conversation):
    conversation.refresh_from_db()
    return conversation.route


def test_whoever_joins_receives_what_waits_and_the_sender_is_told(actor):
    conversation = begun(actor)
    membership = MembershipFactory(actor=actor, waiting=True, referent=True)
    assert route_of(conversation) == Route.MODERATORS
    membership.confirmed_at = timezone.now()
    membership.save()
    assert route_of(conversation) == Route.REFERENT
    assert QUESTION in OutgoingMail.objects.get(to=membership.user.email).text
    told = OutgoingMail.objects.get(key=f"conversations/routed/{conversation.pk}/referent")
    assert told.to == asker_of(conversation).correspondent.address
    assert "transmis au référent" in told.text
    membership.save()
    assert OutgoingMail.objects.filter(to=membership.user.email).count() == 1


def test_a_mailbox_receives_what_waits_and_a_member_later_what_it_left_unanswered(actor):
    conversation = begun(actor)
    mailbox(actor)
    assert route_of(conversation) == Route.MAILBOX
    member = UserFactory(contributor_of=actor)
    assert route_of(conversation) == Route.MEMBERS
    assert OutgoingMail.objects.filter(to=member.email).count() == 1


def test_what_was_answered_or_closed_moves_no_more(actor):
    mailbox(actor)
    first, second = begun(actor), begun(actor)
    answered(first)
    settling.close(asker_of(second))
    member = UserFactory(referent_of=actor)
    assert not OutgoingMail.objects.filter(to=member.email).exists()


def test_a_missed_signal_is_caught_up_every_day(actor, referent):
    conversation = begun(actor)
    conversation.participants.exclude(pk=asker_of(conversation).pk).delete()
    Conversation.objects.update(route=Route.MODERATORS)
    assert waiting.redeliver_waiting() == 1
    assert waiting.redeliver_waiting() == 0
    assert route_of(conversation) == Route.REFERENT


def test_one_reminder_after_a_week_then_the_institution_is_offered(actor, referent, client):
    box = mailbox(actor)
    conversation = begun(actor)
    assert (waiting.remind_silent(), waiting.offer_fallbacks()) == (0, 0)
    aged(conversation, days=7, hours=1)
    assert (waiting.remind_silent(), waiting.remind_silent(), waiting.offer_fallbacks()) == (1, 0, 0)
    reminder = OutgoingMail.objects.get(key__startswith="conversations/reminder/")
    assert reminder.to == referent.email
    assert QUESTION in reminder.text
    aged(conversation, days=15, hours=1)
    assert (waiting.offer_fallbacks(), waiting.offer_fallbacks()) == (1, 0)
    offered = OutgoingMail.objects.get(key=f"conversations/fallback/{conversation.pk}")
    assert offered.to == asker_of(conversation).correspondent.address

    client.force_login(asker_of(conversation).correspondent.user)
    page = client.get(conversation.get_absolute_url())
    assert "Transmettre à l’institution" in page.text
    assert "Message transmis à la boîte de l’institution." in settling.ask_institution(asker_of(conversation))
    assert OutgoingMail.objects.filter(to=box.email).count() == 1
    assert waiting.use_fallback(asker_of(conversation).conversation) == Route.MAILBOX
    assert OutgoingMail.objects.filter(to=box.email).count() == 1


def test_without_a_mailbox_the_moderators_are_asked(actor, referent):
    conversation = begun(actor)
    aged(conversation, days=16)
    waiting.offer_fallbacks()
    conversation.refresh_from_db()
    assert waiting.use_fallback(conversation) == Route.MODERATORS
    assert conversation in Conversation.objects.to_transmit()
    assert "transmettre" in settling.ask_institution(answerer_of(conversation))


def test_an_answer_stops_reminders(actor, referent):
    conversation = begun(actor)
    answered(conversation)
    aged(conversation, days=16)
    assert (waiting.remind_silent(), waiting.offer_fallbacks()) == (0, 0)


@pytest.mark.parametrize(
    ("questions", "said"), [((4, 4), ""), ((5, 5), "répond en général"), ((5, 2), "répond parfois"), ((6, 0), "")]
)
def test_how_an_actor_answers_is_told_from_five_questions_on(actor, referent, client, questions, said):
    asked, replied = questions
    for number in range(asked):
        conversation = begun(actor)
        if number < replied:
            answered(conversation)
        aged(conversation, days=16)
    assert str(habits.reach_of([actor]).habit) == said
    page = client.get(actor.get_absolute_url()).text
    assert ("répond en général" in page, "répond parfois" in page) == (
        said.endswith("général"),
        said.endswith("parfois"),
    )


def test_recent_questions_and_those_for_the_moderators_count_for_nothing(actor, referent):
    for _question in range(6):
        begun(actor)
    assert not habits.reach_of([actor]).habit


def test_a_daily_mail_groups_what_is_new_and_is_not_sent_for_nothing(actor, referent):
    Correspondent.objects.of_user(referent)
    Correspondent.objects.filter(user=referent).update(rhythm=Rhythm.DAILY)
    first, second = begun(actor, text="Première question"), begun(actor, text="Seconde question")
    assert not OutgoingMail.objects.filter(to=referent.email).exists()
    assert (digest.send_digests(), digest.send_digests()) == (1, 0)
    mail = OutgoingMail.objects.get(to=referent.email)
    assert "Première question" in mail.text
    assert "Seconde question" in mail.text
    answerer_of(first).mark_read(now=timezone.now())
    settling.mute(answerer_of(second))
    for conversation in (first, second):
        aged(conversation, hours=2)
        posting.answer(asker_of(conversation), written=written("Une relance"))
    answerer_of(first).mark_read(now=timezone.now())
    assert digest.send_digests() == 0


def test_an_address_that_the_server_refuses_is_passed_over(actor, referent):
    box = mailbox(actor)
    conversation = begun(actor)
    assert waiting.notice_refused_mails() == 0
    refused = OutgoingMail.objects.filter(to=referent.email)
    refused.update(next_attempt_at=None, last_error="SMTPRecipientsRefused 550")
    assert waiting.notice_refused_mails() == 1
    assert route_of(conversation) == Route.MAILBOX
    assert OutgoingMail.objects.filter(to=box.email).exists()
    assert waiting.notice_refused_mails() == 0


def test_what_is_old_or_never_confirmed_goes(actor, referent):
    kept = begun(actor)
    old, unsent = begun(actor), begun_by_visitor(actor, confirmed=False)
    aged(old, days=3 * 365 + 1)
    Conversation.objects.filter(pk=unsent.pk).update(created_at=timezone.now() - timedelta(days=8))
    assert retention.delete_old() == 2
    assert list(Conversation.objects.all()) == [kept]
    assert not Correspondent.objects.filter(kind=Correspondent.Kind.VISITOR).exists()
