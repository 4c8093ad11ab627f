"""Anything may be sent in place of what a device answers: a page refuses it in words, and never breaks."""

import copy
import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from django.core.cache import cache
from django.test import Client
from fido2 import cbor
from fido2.utils import websafe_encode

from tests.sign_in.conftest import PASSWORD
from tests.sign_in.soft_key import SoftKey, client_data

pytestmark = pytest.mark.django_db

ADD, AGAIN = "/compte/cles/ajouter/", "/compte/cles/encore/"
PASSKEY, SECOND = "/compte/cles/connexion/", "/compte/verification/code/"
REFUSED = "Cette clé n’ouvre pas ce compte"
HUGE = 10**12
"""As a number of bytes, more than any machine has."""
ODD: tuple[Any, ...] = (
    *(None, True, HUGE, -1, 1.5, "", "AA", "A", "é", "%%%", "\0", [], [HUGE], {}, {"rk": 1}),
    *(float("nan"), "\ud800"),
)
BROKEN = ("", " ", "null", "1", '"AA"', "[]", "{}", "[1, 2]", "{", "é", "[" * 100_000, "9" * 5_000, '{"rawId": "AA"}')


@dataclass
class Door:
    """One of the pages that take a key: who stands before it, and what a true device would answer now."""

    path: str
    client: Client
    answer: Callable[[], dict[str, Any]]

    def send(self, said: str) -> Any:
        cache.clear()
        return self.client.post(self.path, {"credential": said, "name": "Clé"}, follow=True)


@pytest.fixture
def key() -> SoftKey:
    return SoftKey()


@pytest.fixture
def adding(client: Client, member: Any, key: SoftKey) -> Door:
    client.post("/compte/connexion/", {"login": member.email, "password": PASSWORD})
    client.post(f"/compte/confirmer-que-c-est-vous/?next={ADD}", {"password": PASSWORD})
    return Door(ADD, client, lambda: key.register(asked_by(client, ADD)["creation_options"]["publicKey"]))


@pytest.fixture(params=[ADD, PASSKEY, SECOND, AGAIN])
def door(request: pytest.FixtureRequest, adding: Door, member: Any, key: SoftKey) -> Door:
    if request.param == ADD:
        return adding
    assert adding.send(json.dumps(adding.answer())).status_code == 200
    assert Authenticator.objects.filter(user=member, type=Authenticator.Type.WEBAUTHN).exists()
    client = adding.client if request.param == AGAIN else Client()
    if request.param == SECOND:
        client.post("/compte/connexion/", {"login": member.email, "password": PASSWORD})
    return Door(
        request.param, client, lambda: key.sign(asked_by(client, request.param)["request_options"]["publicKey"])
    )


def asked_by(client: Client, path: str) -> dict[str, Any]:
    page = client.get(path, headers={"x-requested-with": "XMLHttpRequest"})
    asked: dict[str, Any] = page.json() if path == PASSKEY else page.context["js_data"]
    return asked


def forged(door: Door) -> Iterator[dict[str, Any]]:
    """A true answer, in which each part that matters is left out or replaced by each odd value."""
    answer = door.answer()
    unread = set() if door.path == PASSKEY else {"userHandle"}
    parts = [("id",), ("rawId",), ("response",), *(("response", name) for name in {*answer["response"]} - unread)]
    for *folder, name in parts:
        for value in ODD if name == "id" else (KeyError, *ODD):
            said = copy.deepcopy(answer)
            place = said[folder[0]] if folder else said
            if value is KeyError:
                place.pop(name)
            else:
                place[name] = value
            yield said


def test_a_true_key_opens(door: Door, member: Any):
    answer = door.send(json.dumps(door.answer()))
    assert REFUSED not in answer.text
    assert Authenticator.objects.filter(user=member, type=Authenticator.Type.WEBAUTHN).count() == 1
    assert door.client.get("/compte/").status_code == 200


@pytest.mark.parametrize("said", BROKEN, ids=lambda said: said[:20])
def test_what_is_not_the_answer_of_a_device_is_refused(door: Door, said: str):
    answer = door.send(said)
    assert answer.status_code == 200
    assert REFUSED in answer.text


def test_an_odd_part_is_refused(door: Door):
    for said in forged(door):
        answer = door.send(json.dumps(said))
        assert answer.status_code == 200, said
        assert REFUSED in answer.text, said


@pytest.mark.parametrize("value", ODD, ids=repr)
@pytest.mark.parametrize("part", ["clientExtensionResults", "credProps", "rk", "type", "authenticatorAttachment"])
def test_what_a_new_key_says_besides_does_not_break_the_list_of_keys(adding: Door, member: Any, part: str, value: Any):
    answer = adding.answer()
    extensions = answer["clientExtensionResults"]
    place = {"credProps": extensions, "rk": extensions["credProps"]}.get(part, answer)
    place[part] = value
    assert adding.send(json.dumps(answer)).status_code == 200
    assert adding.client.get("/compte/cles/").status_code == 200
    if value in ("\0", "\ud800") or value != value:  # noqa: PLR0124 - not a number
        assert not Authenticator.objects.filter(user=member).exists(), "PostgreSQL has no such JSON"


@pytest.mark.parametrize("challenge", [HUGE, None, [], "é"])
def test_odd_client_data_is_refused(door: Door, challenge: Any):
    said = door.answer()
    kind = "webauthn.create" if door.path == ADD else "webauthn.get"
    said["response"]["clientDataJSON"] = websafe_encode(client_data(kind, challenge))
    assert REFUSED in door.send(json.dumps(said)).text


@pytest.mark.parametrize(
    "said", [{}, {"fmt": "none", "authData": HUGE, "attStmt": {}}, {"fmt": "none", "authData": b"", "attStmt": {}}, []]
)
def test_an_odd_attestation_is_refused(adding: Door, said: Any):
    answer = adding.answer()
    answer["response"]["attestationObject"] = websafe_encode(cbor.encode(said))
    assert REFUSED in adding.send(json.dumps(answer)).text
