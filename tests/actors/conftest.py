"""Mails as on the site, and who is who around one actor."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from network_site.mail.models import OutgoingMail
from tests.factories.actors import ActorFactory
from tests.factories.kernel import UserFactory


@pytest.fixture
def town(db: None) -> Any:
    """An actor with an official domain, and nobody yet."""
    return ActorFactory(name="Ville de Die", slug="ville-de-die", mail_domains=["mairie-die.example"])


@pytest.fixture
def camille(db: None) -> Any:
    return UserFactory(first_name="Camille", last_name="Durand", email="camille@perso.example", verified=True)


@pytest.fixture
def signed_in() -> Callable[[Any], Client]:
    def open_session(user: Any) -> Client:
        client = Client()
        client.force_login(user)
        return client

    return open_session


@pytest.fixture
def mailed() -> Callable[[str], str]:
    """The path in the only mail to an address, or in the last one."""

    def path(to: str) -> str:
        found = re.search(r"https?://[^/\s]+(/compte/\S+)", OutgoingMail.objects.filter(to=to).latest("pk").text)
        assert found
        return found[1]

    return path
