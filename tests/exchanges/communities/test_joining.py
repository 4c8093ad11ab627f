"""An actor joins a network, a person comes to run one: each step once, whoever answers, whatever waits."""

import pytest

from actors.models import Membership, Network
from exchanges.communities import joining
from exchanges.communities.models import JoinRequest
from exchanges.communities.rights import facilitators_of, may_ask_for, runs
from network_site.mail.models import OutgoingMail
from tests.factories.actors import ActorFactory, NetworkFactory, NetworkMembershipFactory
from tests.factories.communities import FacilitatorFactory, JoinRequestFactory
from tests.factories.kernel import UserFactory

pytestmark = pytest.mark.django_db


def mails() -> list[tuple[str, str]]:
    """(Recipient, subject) of everything that waits."""
    return list(OutgoingMail.objects.order_by("pk").values_list("to", "subject"))


def test_a_request_waits_once_and_tells_those_who_run_the_network() -> None:
    facilitator = FacilitatorFactory()
    network, actor = facilitator.network, ActorFactory(name="Ville d’Augan")
    user = UserFactory(referent_of=actor)
    for _sent_twice in range(2):
        joining.ask_to_join(network, actor=actor, user=user, message="Bonjour")
    assert JoinRequest.objects.count() == 1
    assert mails() == [(facilitator.user.email, f"Ville d’Augan demande à rejoindre {network.name}")]


def test_without_anybody_to_run_it_the_moderators_answer() -> None:
    moderator = UserFactory(moderator=True)
    network = NetworkFactory()
    joining.ask_to_join(network, actor=ActorFactory(), user=UserFactory(), message="")
    assert [to for to, _subject in mails()] == [moderator.email]
    assert runs(moderator, network)


def test_an_accepted_actor_is_a_member_in_the_page_and_in_its_versions() -> None:
    request = JoinRequestFactory()
    assert joining.answer_request(request, by=UserFactory(), accept=True)
    network = Network.objects.get(pk=request.network_id)
    assert [each.actor for each in network.memberships.all()] == [request.actor]
    assert [each.actor for each in network.get_latest_revision_as_object().memberships.all()] == [request.actor]
    assert not network.has_unpublished_changes


def test_a_draft_that_waits_stays_a_draft_and_keeps_the_new_member() -> None:
    request = JoinRequestFactory()
    draft = request.network
    draft.description = "Texte à relire"
    draft.save_revision()
    joining.answer_request(request, by=UserFactory(), accept=True)
    network = Network.objects.get(pk=request.network_id)
    assert network.description != "Texte à relire"
    assert network.memberships.count() == 1
    network.get_latest_revision().publish()
    network.refresh_from_db()
    assert (network.description, network.memberships.count()) == ("Texte à relire", 1)


def test_two_answers_are_one() -> None:
    request = JoinRequestFactory()
    assert joining.answer_request(request, by=UserFactory(), accept=False, reason="Hors de notre région.")
    assert not joining.answer_request(request, by=UserFactory(), accept=True)
    assert request.network.memberships.count() == 0
    (mail,) = OutgoingMail.objects.all()
    assert "Hors de notre région." in mail.text
    assert mail.to == request.user.email


def test_an_observer_does_not_speak_for_its_actor() -> None:
    network, actor = NetworkFactory(), ActorFactory()
    assert list(may_ask_for(UserFactory(contributor_of=actor), network)) == [actor]
    assert not may_ask_for(UserFactory(observer_of=actor), network)
    NetworkMembershipFactory(network=network, actor=actor)
    assert not may_ask_for(UserFactory(referent_of=actor), network)


def test_who_runs_a_network() -> None:
    actor = ActorFactory()
    network = NetworkFactory(actor=actor)
    referent, contributor = UserFactory(referent_of=actor), UserFactory(contributor_of=actor)
    accepted, waiting = FacilitatorFactory(network=network), FacilitatorFactory(network=network, waiting=True)
    assert set(facilitators_of(network)) == {referent, accepted.user}
    assert not runs(contributor, network)
    assert not runs(waiting.user, network)
    Membership.objects.filter(user=referent).delete()
    assert set(facilitators_of(network)) == {accepted.user}


def test_a_claim_is_answered_once_and_may_be_made_again() -> None:
    moderator, user, network = UserFactory(moderator=True), UserFactory(), NetworkFactory()
    claim = joining.ask_to_run(network, user=user, message="Déléguée générale")
    joining.ask_to_run(network, user=user, message="Déléguée générale")
    assert [to for to, _subject in mails()] == [moderator.email]
    assert joining.answer_claim(claim, accept=False, reason="Où le vérifier ?")
    again = joining.ask_to_run(network, user=user, message="Voir la page « équipe »")
    assert (again.pk, again.is_waiting, again.reason) == (claim.pk, True, "")
    assert joining.answer_claim(again, accept=True)
    assert runs(user, network)
    assert [to for to, _subject in mails()].count(user.email) == 2


def test_each_claim_and_each_answer_is_told() -> None:
    moderator, user, network = UserFactory(moderator=True), UserFactory(), NetworkFactory()
    for reason in ("Où le vérifier ?", "La page ne le dit pas."):
        claim = joining.ask_to_run(network, user=user, message="Déléguée générale")
        joining.answer_claim(claim, accept=False, reason=reason)
    assert [to for to, _subject in mails()] == [moderator.email, user.email] * 2
