"""An actor whose référent has an account, and a clock that the test moves."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.utils import timezone

from actors.models import Actor
from network_site import public_forms
from network_site.accounts.models import User
from tests.factories.actors import ActorFactory
from tests.factories.kernel import UserFactory


class Clock:
    """`clock.now` is the time for the whole site; `clock.wait(minutes=5)` lets it pass."""

    def __init__(self) -> None:
        self.now = datetime(2026, 11, 26, 9, 0, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.now

    def wait(self, **delta: float) -> None:
        self.now += timedelta(**delta)


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    frozen = Clock()
    monkeypatch.setattr(timezone, "now", frozen)
    return frozen


@pytest.fixture
def actor(db: None) -> Actor:
    return ActorFactory(name="Ville de Denain", slug="ville-de-denain")


@pytest.fixture
def referent(actor: Actor) -> User:
    return UserFactory(email="referent@denain.example", first_name="Rémi", last_name="Répondant", referent_of=actor)


@pytest.fixture
def typed(opened: None) -> dict[str, Any]:
    """What a visitor sends: a fresh form, filled in."""
    return {
        "token": public_forms.FormToken.issue(),
        "text": "Bonjour, comment avez-vous fait ?",
        "name": "Vera Visiteuse",
        "organisation": "Association d’ailleurs",
        "email": "visiteuse@ailleurs.example",
        "website": "",
    }


@pytest.fixture
def inbound(settings: Any) -> None:
    """The site receives mail for a domain."""
    settings.RELAIS_INBOUND_DOMAIN = "reponses.relais.example"
    settings.RELAIS_INBOUND_SECRET = "un-secret-partage-de-plus-de-trente-deux-caracteres"
