"""The people of a review."""

import pytest

from tests.factories import moderation as make
from tests.factories.kernel import UserFactory


@pytest.fixture
def reader():
    return make.moderator(first_name="Ana", last_name="Lyse")


@pytest.fixture
def author():
    return UserFactory()


@pytest.fixture
def reading(client, reader):
    """The client of a moderator."""
    client.force_login(reader)
    return client
