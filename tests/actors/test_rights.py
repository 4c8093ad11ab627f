"""What belonging to an actor gives, and what does not."""

import pytest
from django.contrib.auth.models import AnonymousUser

from actors.rights import REFERENT, WRITERS, actors_of, is_member_of, is_referent_of, referents_of
from network_site.groups import is_moderator, moderators
from tests.factories.actors import ActorFactory, MembershipFactory
from tests.factories.kernel import UserFactory

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("role", "writes", "refers"),
    [("referent", True, True), ("contributor", True, False), ("observer", False, False)],
)
def test_a_role_gives_its_rights_on_its_actor_only(role: str, *, writes: bool, refers: bool):
    actor, other = ActorFactory(), ActorFactory()
    user = UserFactory(**{f"{role}_of": actor})
    MembershipFactory(actor=other)
    assert list(actors_of(user)) == [actor]
    assert actors_of(user, *WRITERS).exists() is writes
    assert actors_of(user, REFERENT).exists() is refers
    assert is_member_of(user, actor)
    assert is_referent_of(user, actor) is refers
    assert not is_member_of(user, other)
    assert not is_referent_of(user, other)
    assert list(referents_of(actor)) == ([user] if refers else [])


def test_a_request_gives_no_right():
    request = MembershipFactory(waiting=True, referent=True)
    assert not is_member_of(request.user, request.actor)
    assert not is_referent_of(request.user, request.actor)
    assert not referents_of(request.actor).exists()


def test_a_closed_account_has_no_right_left():
    user = UserFactory(referent_of=(actor := ActorFactory()), is_active=False)
    assert not is_referent_of(user, actor)
    assert not referents_of(actor).exists()
    assert not is_moderator(UserFactory(moderator=True, is_active=False))


def test_nobody_and_nothing():
    actor = ActorFactory()
    assert not is_member_of(AnonymousUser(), actor)
    assert not is_member_of(UserFactory(), None)
    assert not is_referent_of(UserFactory(), None)
    assert not is_moderator(AnonymousUser())


def test_moderators_are_those_of_the_group_and_administrators_stand_in_for_them():
    administrator, editor = UserFactory(administrator=True), UserFactory(editor=True)
    assert list(moderators()) == [administrator]
    moderator = UserFactory(moderator=True)
    assert list(moderators()) == [moderator]
    assert [is_moderator(user) for user in (administrator, moderator, editor)] == [True, True, False]
