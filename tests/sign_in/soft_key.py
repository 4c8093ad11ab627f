"""A passkey without a device: it answers what the pages ask of a browser, with a key made for the test."""

import json
from typing import Any

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from fido2.cose import ES256
from fido2.utils import sha256, websafe_encode
from fido2.webauthn import AttestationObject, AttestedCredentialData, AuthenticatorData

PRESENT_AND_VERIFIED = AuthenticatorData.FLAG.UP | AuthenticatorData.FLAG.UV
SITE = sha256(b"testserver")


class SoftKey:
    def __init__(self) -> None:
        self.private = ec.generate_private_key(ec.SECP256R1())
        self.id = b"a key of the tests"
        self.user_handle = ""

    def register(self, asked: dict[str, Any]) -> dict[str, Any]:
        """The answer to `creation_options`."""
        self.user_handle = asked["user"]["id"]
        public = ES256.from_cryptography_key(self.private.public_key())
        credential = AttestedCredentialData.create(b"\0" * 16, self.id, public)
        flags = PRESENT_AND_VERIFIED | AuthenticatorData.FLAG.AT
        said = AttestationObject.create("none", AuthenticatorData.create(SITE, flags, 0, credential), {})
        return self.answer(
            clientDataJSON=client_data("webauthn.create", asked["challenge"]), attestationObject=bytes(said)
        )

    def sign(self, asked: dict[str, Any]) -> dict[str, Any]:
        """The answer to `request_options`."""
        client, known = (
            client_data("webauthn.get", asked["challenge"]),
            AuthenticatorData.create(SITE, PRESENT_AND_VERIFIED, 1),
        )
        signature = self.private.sign(known + sha256(client), ec.ECDSA(hashes.SHA256()))
        answer = self.answer(clientDataJSON=client, authenticatorData=bytes(known), signature=signature)
        answer["response"]["userHandle"] = self.user_handle
        return answer

    def answer(self, **response: bytes) -> dict[str, Any]:
        encoded = {name: websafe_encode(value) for name, value in response.items()}
        named = {"id": websafe_encode(self.id), "rawId": websafe_encode(self.id), "type": "public-key"}
        return named | {"response": encoded, "clientExtensionResults": {"credProps": {"rk": True}}}


def client_data(kind: str, challenge: Any) -> bytes:
    said = {"type": kind, "challenge": challenge, "origin": "https://testserver", "crossOrigin": False}
    return json.dumps(said).encode()
