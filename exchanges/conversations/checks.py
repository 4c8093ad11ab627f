"""What the settings of incoming mail must hold before the site starts."""

from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error, register

from network_site.settings.environment import INBOUND_SECRET_LENGTH


def register_checks() -> None:
    register(check_inbound_mail)


def check_inbound_mail(**_kwargs: Any) -> list[CheckMessage]:
    secret = settings.RELAIS_INBOUND_SECRET
    problems: list[CheckMessage] = []
    if secret and len(secret) < INBOUND_SECRET_LENGTH:
        problems.append(
            Error(
                "RELAIS_INBOUND_SECRET is too short.",
                hint=f"Use at least {INBOUND_SECRET_LENGTH} random characters: openssl rand -hex 32.",
                id="conversations.E001",
            )
        )
    if secret and not settings.RELAIS_INBOUND_DOMAIN:
        problems.append(
            Error(
                "RELAIS_INBOUND_SECRET is set without RELAIS_INBOUND_DOMAIN.",
                hint="Name the domain whose mail is posted to the site, or remove the secret.",
                id="conversations.E002",
            )
        )
    return problems
