"""A person in front of the pages of an account, with the limits of attempts as new."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from django.core.cache import cache

from network_site import public_forms
from network_site.mail.models import OutgoingMail
from tests.factories.kernel import UserFactory

PASSWORD = "relais-essai"
NEW_PASSWORD = "ardoise moulin quatorze"


@pytest.fixture(autouse=True)
def _as_on_the_site(settings: Any) -> None:
    """Mails go to the outbox, which Django's test runner replaces; nobody has tried anything yet."""
    settings.EMAIL_BACKEND = "network_site.mail.backend.OutboxBackend"
    cache.clear()


@pytest.fixture
def typed(monkeypatch: pytest.MonkeyPatch) -> dict[str, Any]:
    """What a person sends to sign up: a form that has been on the screen for long enough."""
    monkeypatch.setattr(public_forms, "FASTEST_SECONDS", 0)
    return {
        "token": public_forms.FormToken.issue(),
        "first_name": "Ada",
        "last_name": "Martin",
        "email": "ada.martin@ville.example",
        "password1": NEW_PASSWORD,
        "website": "",
    }


@pytest.fixture
def member(db: None) -> Any:
    return UserFactory(email="membre@ville.example", verified=True)


@pytest.fixture
def link() -> Callable[[], str]:
    """The path in the last mail."""

    def last() -> str:
        found = re.search(r"https?://[^/\s]+(/\S+)", OutgoingMail.objects.latest("pk").text)
        assert found
        return found[1]

    return last
