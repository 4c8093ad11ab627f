"""`reply+TOKEN@domain`: where the answer to one participant's mail may be sent for some months.

The token names a participant and a last day, and is signed for that participant's conversation. It fits in the 64
characters that a mail system grants before the @, in small letters and digits only, for some of them change the case.
"""

import base64
import hmac
import re
from collections.abc import Iterable
from datetime import datetime, timedelta

from django.conf import settings
from django.utils.crypto import salted_hmac
from django.utils.http import base36_to_int, int_to_base36
from django.utils.timezone import localdate

from exchanges.conversations.models import Participant

SALT = "conversations.reply"
VALID_FOR = timedelta(days=180)
SIGNATURE_BYTES = 16
SHAPE = re.compile(r"reply\+([0-9a-z]{1,10})-([0-9a-z]{1,5})-([a-z2-7]{26})")


class MaskedAddressRefused(Exception):
    """The address leads nowhere."""


class Forged(MaskedAddressRefused):
    """Made up, or for a participant who no longer exists."""


class Expired(MaskedAddressRefused):
    """Rightly signed, and too old. The participant is in `args`."""

    @property
    def participant(self) -> Participant:
        participant: Participant = self.args[0]
        return participant


def are_open() -> bool:
    """Whether answers by mail come back to the site."""
    return bool(settings.RELAIS_INBOUND_DOMAIN)


def masked_address(participant: Participant, *, now: datetime) -> str:
    """The address that `participant` answers to, signed until `VALID_FOR` from now."""
    last_day = localdate(now + VALID_FOR).toordinal()
    who, until = int_to_base36(participant.pk), int_to_base36(last_day)
    return f"reply+{who}-{until}-{signature(participant, last_day)}@{settings.RELAIS_INBOUND_DOMAIN}"


def signature(participant: Participant, last_day: int, *, secret: str | bytes | None = None) -> str:
    said = f"{participant.conversation_id}/{participant.pk}/{last_day}"
    digest = salted_hmac(SALT, said, secret=secret, algorithm="sha256").digest()[:SIGNATURE_BYTES]
    return base64.b32encode(digest).decode().rstrip("=").lower()


def token_in(addresses: Iterable[str]) -> str:
    """The first masked address of this site among those; empty when there is none."""
    for address in addresses:
        local, _at, domain = address.strip().lower().rpartition("@")
        if domain == settings.RELAIS_INBOUND_DOMAIN.lower() and local.startswith("reply+"):
            return local
    return ""


def participant_of(token: str, *, now: datetime) -> Participant:
    """Raises Forged or Expired, both MaskedAddressRefused."""
    match = SHAPE.fullmatch(token)
    if match is None:
        raise Forged
    pk, last_day = base36_to_int(match[1]), base36_to_int(match[2])
    participant = Participant.objects.select_related("conversation", "correspondent__user").filter(pk=pk).first()
    if participant is None or not is_signed(participant, last_day, match[3]):
        raise Forged
    if localdate(now).toordinal() > last_day:
        raise Expired(participant)
    return participant


def is_signed(participant: Participant, last_day: int, given: str) -> bool:
    """By the present key, or by one that it replaced."""
    secrets = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    return any(hmac.compare_digest(signature(participant, last_day, secret=secret), given) for secret in secrets)
