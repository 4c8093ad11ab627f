"""What the tests of the writers share: a member of a collectivité, and a draft that is ready to be sent."""

from typing import Any

import pytest
from django.test import Client

from actors.models import Actor
from contributions.writing.models import Draft
from network_site.accounts.models import User
from tests.factories.actors import ActorFactory, MembershipFactory
from tests.factories.kernel import TerritoryFactory, UserFactory
from tests.factories.writing import DraftFactory, classification, contact, essentials


@pytest.fixture
def actor(db: None) -> Actor:
    return ActorFactory(slug="ville-de-denain", name="Ville de Denain", territory=TerritoryFactory(name="Denain"))


@pytest.fixture
def member(actor: Actor) -> User:
    user = UserFactory(first_name="Camille", last_name="Exemple")
    MembershipFactory(user=user, actor=actor, referent=True)
    return user


@pytest.fixture
def signed_in(client: Client, member: User) -> Client:
    client.force_login(member)
    return client


@pytest.fixture
def ready(member: User, actor: Actor) -> Draft:
    """A flash draft in which nothing is missing."""
    typed = essentials() | classification() | contact(actor)
    data: dict[str, Any] = {
        name: value if isinstance(value, list) else [value]
        for name, value in typed.items()
        if name not in {"onglet", "version"}
    }
    return DraftFactory(owner=member, data=data, version=1)
