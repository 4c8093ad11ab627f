"""What a device answers when it is asked for a passkey. Anybody may send anything in its place."""

import json
import struct
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Final

from allauth.mfa.adapter import get_adapter
from django import forms
from django.utils.translation import gettext_lazy as _
from fido2 import cbor
from fido2.utils import websafe_decode

from network_site.sign_in.adapter import INCORRECT_KEY

ENCODED: Final = ("clientDataJSON", "attestationObject", "authenticatorData", "signature", "userHandle")
"""Bytes of `response`, in base64."""

NOT_NEW: Final = cbor.encode({"authData": b""})
"""Of a key that is known, nothing is attested."""

FORGED: Final = (
    *(ArithmeticError, AssertionError, AttributeError, LookupError, RuntimeError, TypeError, ValueError),
    struct.error,
)
"""What reading an answer that no device gives may raise, here and in the libraries that read it."""


@contextmanager
def refusing() -> Iterator[None]:
    """A forged answer is a key that is refused. Raises ValidationError in its place."""
    try:
        yield
    except FORGED as error:
        raise get_adapter().validation_error("incorrect_key") from error


def read(text: str) -> dict[str, Any]:
    """The answer, where texts are texts: fido2 makes as many bytes of a number as it says, however many.

    Raises one of FORGED, also for what a database cannot keep as JSON.
    """
    answer: dict[str, Any] = json.loads(text)
    response = answer["response"]
    decoded = {name: websafe_decode(text_of(response, name)) for name in ENCODED if response.get(name) is not None}
    text_of(answer, "rawId")
    text_of(json.loads(decoded["clientDataJSON"]), "challenge")
    attested: Any = cbor.decode(decoded.get("attestationObject", NOT_NEW))
    if not isinstance(attested["authData"], bytes):
        raise TypeError
    if "\\u0000" in json.dumps(answer, allow_nan=False):
        raise ValueError
    json.dumps(answer, ensure_ascii=False).encode()
    return answer


def text_of(said: dict[str, Any], name: str) -> str:
    text = said[name]
    if not isinstance(text, str):
        raise TypeError(name)
    return text


class KeyField(forms.CharField):
    """The answer of a device as a form sends it: a JSON object, in a hidden input."""

    widget = forms.HiddenInput

    def __init__(self) -> None:
        super().__init__(label=_("Clé d’accès"))
        self.error_messages["required"] = INCORRECT_KEY

    def to_python(self, value: Any) -> Any:
        text = super().to_python(value)
        with refusing():
            return read(text) if text else text
