"""How much one may write, with the time frozen."""

from datetime import timedelta

import pytest

from exchanges.conversations import posting, quota
from exchanges.conversations.models import Conversation, Message
from tests.factories.actors import ActorFactory
from tests.factories.conversations import answered, answerer_of, asker_of, begun, begun_by_visitor, written
from tests.factories.kernel import UserFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def asker(db):
    return UserFactory(first_name="Zoé", last_name="Demandeuse")


def test_each_new_conversation_waits_twice_as_long_as_the_one_before(clock, asker):
    waits = []
    for _conversation in range(5):
        begun(ActorFactory(), by=asker)
        wait = timedelta(0)
        while wait <= quota.LONGEST_WAIT:
            try:
                begun(ActorFactory(), by=asker)
            except quota.QuotaSpent:
                clock.wait(seconds=30)
                wait += timedelta(seconds=30)
            else:
                break
        waits.append(wait)
        Message.objects.latest("pk").conversation.delete()
        clock.wait(seconds=0)
    assert waits == [timedelta(seconds=30 * 2**number) for number in range(5)]


def test_the_wait_is_told_and_never_exceeds_an_hour(clock, asker):
    begun(ActorFactory(), by=asker)
    with pytest.raises(quota.QuotaSpent, match="31 secondes"):
        begun(ActorFactory(), by=asker)
    clock.wait(seconds=31)
    begun(ActorFactory(), by=asker)
    with pytest.raises(quota.QuotaSpent, match="2 minutes"):
        begun(ActorFactory(), by=asker)
    assert quota.wait_after(40, first_wait=quota.FIRST_WAIT) == timedelta(hours=1)


def test_so_many_conversations_a_day_then_again_the_next_day(clock, asker):
    for _conversation in range(quota.STARTED_A_DAY):
        begun(ActorFactory(), by=asker)
        clock.wait(hours=1)
    with pytest.raises(quota.QuotaSpent, match="10 conversations en un jour"):
        begun(ActorFactory(), by=asker)
    clock.wait(hours=24)
    begun(ActorFactory(), by=asker)


def test_so_many_a_day_to_the_same_people(clock, asker, actor):
    for _conversation in range(quota.STARTED_A_DAY_TO_SAME):
        begun(actor, by=asker)
        clock.wait(hours=1)
    with pytest.raises(quota.QuotaSpent, match="3 fois aujourd’hui au même destinataire"):
        begun(actor, by=asker)
    begun(ActorFactory(), by=asker)


def test_each_named_person_is_a_recipient_of_their_own(clock, asker, actor, referent):
    people = [UserFactory() for _person in range(quota.STARTED_A_DAY_TO_SAME + 1)]
    for person in people:
        begun(None, people=(person,), about=Conversation.About.PERSON, by=asker)
        clock.wait(hours=1)
    begun(actor, by=asker)  # reaches the référent, who is a person too
    for _conversation in range(quota.STARTED_A_DAY_TO_SAME - 1):
        clock.wait(hours=1)
        begun(None, people=(referent,), about=Conversation.About.PERSON, by=asker)
    clock.wait(hours=1)
    with pytest.raises(quota.QuotaSpent, match="3 fois aujourd’hui au même destinataire"):
        begun(None, people=(referent,), about=Conversation.About.PERSON, by=asker)


def test_nobody_fills_a_mailbox_with_confirmations(clock, actor):
    for _conversation in range(quota.WAITING_TO_CONFIRM):
        begun_by_visitor(ActorFactory(), confirmed=False)
        clock.wait(hours=1)
    with pytest.raises(quota.QuotaSpent, match="attendent déjà"):
        begun_by_visitor(actor, confirmed=False)
    begun_by_visitor(actor, email="autre@ailleurs.example", confirmed=False)


def test_a_stranger_who_types_a_members_address_costs_the_member_nothing(clock, actor, asker):
    for _conversation in range(quota.WAITING_TO_CONFIRM):
        begun_by_visitor(ActorFactory(), email=asker.email, confirmed=False)
        clock.wait(hours=1)
    begun(actor, by=asker)


def test_alone_in_a_conversation_one_slows_down_until_the_other_answers(clock, actor, referent):
    conversation = begun(actor)
    asker = asker_of(conversation)
    with pytest.raises(quota.QuotaSpent, match="6 secondes"):
        posting.answer(asker, written=written("Encore un mot."))
    clock.wait(seconds=5)
    posting.answer(asker, written=written("Encore un mot."))
    clock.wait(seconds=9)
    with pytest.raises(quota.QuotaSpent, match="2 secondes"):
        posting.answer(asker, written=written("Et encore."))
    answered(conversation)
    clock.wait(seconds=1)
    posting.answer(asker, written=written("Merci !"))


def test_so_many_messages_a_day(clock, actor, referent, monkeypatch):
    monkeypatch.setattr(quota, "ANSWERS_A_DAY", 2)
    conversation = begun(actor)
    answerer = answerer_of(conversation)
    for _message in range(2):
        posting.answer(answerer, written=written())
        clock.wait(hours=1)
    with pytest.raises(quota.QuotaSpent, match="2 messages en un jour"):
        posting.answer(answerer, written=written())


def test_nothing_is_stored_when_it_is_too_much(clock, asker):
    begun(ActorFactory(), by=asker)
    with pytest.raises(quota.QuotaSpent):
        begun(ActorFactory(), by=asker)
    assert Message.objects.count() == 1
