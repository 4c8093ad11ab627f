"""To whom a first message goes, and that it always goes somewhere."""

import pytest

from actors.models import Membership
from exchanges.communities.joining import answer_claim
from exchanges.conversations import moderating, posting, routing, waiting
from exchanges.conversations.models import Accepts, Block, Conversation, Correspondent, Participant, Route
from network_site.mail.models import OutgoingMail
from tests.factories.actors import ActorFactory, MembershipFactory, NetworkFactory
from tests.factories.communities import FacilitatorFactory
from tests.factories.conversations import answerer_of, asker_of, begun, begun_by_visitor, mailbox, topic, written
from tests.factories.kernel import UserFactory

pytestmark = pytest.mark.django_db


def recipients(conversation):
    keys = OutgoingMail.objects.filter(key__startswith="conversations/message/")
    asker = asker_of(conversation).correspondent.address
    return sorted(to for to in keys.values_list("to", flat=True) if to != asker)


def test_the_referent_comes_first(actor, referent):
    UserFactory(contributor_of=actor)
    mailbox(actor)
    conversation = begun(actor)
    assert conversation.route == Route.REFERENT
    assert recipients(conversation) == [referent.email]


def test_then_the_members_who_may_write_for_the_actor(actor):
    members = [UserFactory(contributor_of=actor), UserFactory(contributor_of=actor)]
    UserFactory(observer_of=actor)
    MembershipFactory(actor=actor, waiting=True, referent=True)
    UserFactory(referent_of=actor, is_active=False)
    conversation = begun(actor)
    assert conversation.route == Route.MEMBERS
    assert recipients(conversation) == sorted(member.email for member in members)


def test_then_the_mailbox_of_the_institution(actor):
    mailbox(actor, "contact@denain.example")
    conversation = begun(actor)
    assert conversation.route == Route.MAILBOX
    assert recipients(conversation) == ["contact@denain.example"]


def test_then_the_moderators_who_are_told_without_the_text(actor):
    moderator = UserFactory(moderator=True)
    conversation = begun(actor)
    assert conversation.route == Route.MODERATORS
    assert conversation in Conversation.objects.to_transmit()
    mail = OutgoingMail.objects.get(to=moderator.email)
    assert "Ville de Denain" in mail.text
    assert "convaincu" not in mail.text


@pytest.mark.parametrize(
    ("accepts", "by_member", "by_visitor"),
    [
        (Accepts.EVERYONE, Route.REFERENT, Route.REFERENT),
        (Accepts.MEMBERS, Route.REFERENT, Route.MAILBOX),
        (Accepts.NOBODY, Route.MAILBOX, Route.MAILBOX),
    ],
)
def test_a_referent_chooses_who_may_write_and_the_institution_answers_for_the_others(
    actor, referent, accepts, by_member, by_visitor
):
    mailbox(actor)
    Correspondent.objects.of_user(referent)
    Correspondent.objects.filter(user=referent).update(accepts=accepts)
    assert begun(actor).route == by_member
    assert begun_by_visitor(actor).route == by_visitor


def test_somebody_who_has_blocked_the_sender_is_not_gone_around(actor, referent):
    mailbox(actor)
    asker = UserFactory(first_name="Zoé")
    Block.objects.create(blocker=Correspondent.objects.of_user(referent), blocked=Correspondent.objects.of_user(asker))
    with pytest.raises(posting.Blocked):
        begun(actor, by=asker)
    assert not Conversation.objects.exists()
    assert not OutgoingMail.objects.exists()


def test_one_of_several_who_blocks_leaves_the_others(actor):
    first, second = UserFactory(referent_of=actor), UserFactory(referent_of=actor)
    asker = UserFactory()
    Block.objects.create(blocker=Correspondent.objects.of_user(first), blocked=Correspondent.objects.of_user(asker))
    assert recipients(begun(actor, by=asker)) == [second.email]


def test_an_address_that_refuses_mail_is_passed_over(actor, referent, clock):
    mailbox(actor)
    Correspondent.objects.of_user(referent)
    Correspondent.objects.filter(user=referent).update(unreachable_at=clock.now)
    assert begun(actor).route == Route.MAILBOX


def test_one_does_not_write_to_oneself_nor_ask_others_to_read_it(actor, referent):
    mailbox(actor)
    with pytest.raises(posting.ToOneself):
        begun(actor, by=referent)
    assert not Conversation.objects.exists()
    colleague = UserFactory(contributor_of=actor)
    conversation = begun(actor, by=referent)
    assert recipients(conversation) == [colleague.email]


def test_whoever_joins_what_was_asked_keeps_the_question_waiting(actor):
    asker = UserFactory()
    conversation = begun(actor, by=asker)
    MembershipFactory(actor=actor, user=asker, referent=True)
    conversation.refresh_from_db()
    assert conversation.route == Route.MODERATORS


def test_a_large_city_does_not_mail_everybody(actor):
    for _member in range(routing.MOST_PEOPLE + 2):
        UserFactory(referent_of=actor)
    assert len(recipients(begun(actor))) == routing.MOST_PEOPLE


def test_a_network_is_answered_by_the_people_of_its_own_record_or_its_mailbox(actor, referent):
    network = NetworkFactory(actor=actor)
    assert begun(None, network=network).route == Route.REFERENT
    alone = NetworkFactory()
    Correspondent.objects.create(kind=Correspondent.Kind.INSTITUTION, network=alone, email="reseau@exemple.fr")
    conversation = begun(None, network=alone)
    assert conversation.route == Route.MAILBOX
    assert answerer_of(conversation).label == f"Boîte de l’institution, {alone.name}"


def test_those_who_run_a_network_come_before_the_people_of_its_own_record(actor, referent):
    network = NetworkFactory(actor=actor)
    first, second = FacilitatorFactory(network=network), FacilitatorFactory(network=network)
    FacilitatorFactory(network=network, waiting=True)
    FacilitatorFactory(network=network, user__is_active=False)
    FacilitatorFactory()
    conversation = begun(None, network=network)
    assert conversation.route == Route.FACILITATORS
    assert recipients(conversation) == sorted(each.user.email for each in (first, second))
    assert answerer_of(conversation).label == f"Une personne de : {network.name}"


def test_of_many_who_run_a_network_the_first_are_asked(monkeypatch):
    monkeypatch.setattr(routing, "MOST_PEOPLE", 2)
    network = NetworkFactory()
    times = [f"2026-01-0{day}T00:00Z" for day in (3, 1, 2)]
    people = [FacilitatorFactory(network=network, accepted_at=time).user for time in times]
    assert recipients(begun(None, network=network)) == sorted(person.email for person in people[1:])


def test_what_waited_for_a_network_goes_to_whoever_is_accepted_to_run_it():
    claim = FacilitatorFactory(waiting=True)
    conversation = begun(None, network=claim.network)
    assert conversation.route == Route.MODERATORS
    assert answer_claim(claim, accept=True)
    conversation.refresh_from_db()
    assert conversation.route == Route.FACILITATORS
    assert recipients(conversation) == [claim.user.email]


def test_nobody_is_asked_who_was_refused_to_run_it():
    claim = FacilitatorFactory(waiting=True)
    conversation = begun(None, network=claim.network)
    assert answer_claim(claim, accept=False, reason="Nous ne vous connaissons pas.")
    conversation.refresh_from_db()
    assert conversation.route == Route.MODERATORS


def test_a_report_of_nobody_known_goes_to_the_moderators():
    assert begun(None).route == Route.MODERATORS


def test_named_people_are_written_to_directly():
    person = UserFactory(first_name="Ada", last_name="Aidante")
    conversation = begun(None, people=(person,), about=Conversation.About.PERSON)
    assert conversation.route == Route.PERSON
    assert recipients(conversation) == [person.email]
    assert answerer_of(conversation).label == "Ada Aidante"


@pytest.mark.parametrize("chosen", [{"accepts": Accepts.NOBODY}, {"unreachable_at": "2026-01-01T00:00Z"}])
def test_a_named_person_who_takes_no_message_is_not_gone_around(chosen):
    person = UserFactory()
    Correspondent.objects.of_user(person)
    Correspondent.objects.filter(user=person).update(**chosen)
    with pytest.raises(posting.Unwilling):
        begun(None, people=(person,), about=Conversation.About.PERSON)
    assert not Conversation.objects.exists()


def test_what_a_named_person_can_no_longer_receive_goes_where_the_moderators_say(actor, referent, clock):
    person = UserFactory()
    conversation = begun(None, people=(person,), about=Conversation.About.PERSON)
    waiting.set_aside(Correspondent.objects.of_user(person), now=clock.now)
    conversation.refresh_from_db()
    assert conversation.route == Route.MODERATORS
    moderating.give_to(conversation, actor=actor)
    conversation.refresh_from_db()
    assert conversation.route == Route.REFERENT
    assert referent.email in recipients(conversation)


def test_among_those_who_led_a_report_the_one_who_can_answer_is_asked(actor):
    joined, first = ActorFactory(), ActorFactory()
    assert routing.best_asked([first, joined]) == first
    UserFactory(contributor_of=joined)
    assert routing.best_asked([first, joined]) == joined
    UserFactory(referent_of=actor)
    assert routing.best_asked([first, joined, actor]) == actor
    Membership.objects.update(confirmed_at=None)
    assert routing.best_asked([first, joined, actor]) == first
    assert routing.best_asked([]) is None


def test_the_same_sending_twice_is_one_conversation(actor, referent):
    asker = posting.Asker(Correspondent.objects.of_user(UserFactory()), "Zoé")
    sent = written()
    first = posting.start(topic(actor), asker=asker, written=sent, is_confirmed=True)
    second = posting.start(topic(actor), asker=asker, written=sent, is_confirmed=True)
    assert first == second
    assert Participant.objects.count() == 2
