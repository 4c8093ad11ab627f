"""The demo accounts have a collectivité to publish for."""

import pytest
from django.core.management import CommandError, call_command

from actors.rights import is_member_of, is_referent_of
from tests.factories.actors import ActorFactory
from tests.factories.kernel import UserFactory

pytestmark = pytest.mark.django_db


def test_accounts_get_their_actor_once_and_what_was_changed_stays():
    grenoble, paris = ActorFactory(slug="ville-de-grenoble"), ActorFactory(slug="ville-de-paris")
    referent, member = (UserFactory(email=f"{name}@relais.example") for name in ("referent", "membre"))
    call_command("create_demo_memberships")
    call_command("create_demo_memberships")
    assert is_referent_of(referent, grenoble)
    assert is_member_of(member, grenoble)
    paris.refresh_from_db()
    assert paris.mail_domains == ["paris.fr"]


def test_nothing_without_catalogue_nor_outside_the_demo(settings):
    call_command("create_demo_memberships")
    settings.RELAIS_DEMO = False
    with pytest.raises(CommandError, match="démonstration"):
        call_command("create_demo_memberships")
