"""A second proof after the password: codes of an application, codes kept for a bad day."""

import json
import re
import time
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from django.core.cache import cache
from django.test import Client

from network_site.mail.models import OutgoingMail
from tests.factories.kernel import UserFactory
from tests.sign_in.conftest import PASSWORD

pytestmark = pytest.mark.django_db
LOGIN = "/compte/connexion/"


def code_of(secret: str) -> str:
    return format_hotp_value(hotp_value(secret, int(time.time()) // 30))


def confirm(client: Client, path: str) -> Any:
    """Open a page that asks the password again, and give it."""
    answer = client.get(path)
    while answer.status_code == 302:
        asked = answer.headers["Location"]
        answer = client.post(asked, {"password": PASSWORD}) if "confirmer" in asked else client.get(asked)
    return answer


@pytest.fixture
def protected(client: Client, member: Any) -> str:
    """The member has an application; the secret it shares with the site."""
    client.post(LOGIN, {"login": member.email, "password": PASSWORD})
    page = confirm(client, "/compte/verification/application/")
    secret = page.context["form"].secret
    assert secret in page.text
    assert 'src="data:image/svg+xml;base64,' in page.text
    wrong = client.post("/compte/verification/application/", {"code": "000000"})
    assert "Ce code n’est pas le bon" in wrong.text
    done = client.post("/compte/verification/application/", {"code": code_of(secret)})
    assert done.headers["Location"] == "/compte/verification/secours/"
    return str(secret)


def test_a_code_is_asked_after_the_password(client: Client, member: Any, protected: str):
    assert "activées" in client.get("/compte/").text
    cache.clear()
    other = Client()
    assert other.post(LOGIN, {"login": member.email, "password": PASSWORD}).headers["Location"] == (
        "/compte/verification/code/"
    )
    assert other.get("/compte/").status_code == 302, "the password alone does not open the account"
    assert "Seconde vérification" in other.get("/compte/verification/code/").text
    assert "Ce code n’est pas le bon" in other.post("/compte/verification/code/", {"code": "000000"}).text
    assert other.post("/compte/verification/code/", {"code": code_of(protected)}).status_code == 302
    assert other.get("/compte/").status_code == 200


def test_a_code_for_a_bad_day_serves_once(client: Client, member: Any, protected: str):
    codes = re.findall(r"<code>(\d+)</code>", client.get("/compte/verification/secours/").text)
    assert len(codes) == 10
    assert codes[0] in client.get("/compte/verification/secours/fichier/").text
    for expected in (302, 200):
        other = Client()
        cache.clear()
        other.post(LOGIN, {"login": member.email, "password": PASSWORD})
        assert other.post("/compte/verification/code/", {"code": codes[0]}).status_code == expected


def test_new_codes_replace_the_old_ones(client: Client, protected: str):
    before = client.get("/compte/verification/secours/").context["unused_codes"]
    assert "ne serviront plus" in client.get("/compte/verification/secours/nouveaux/").text
    client.post("/compte/verification/secours/nouveaux/")
    assert not set(before) & set(client.get("/compte/verification/secours/").context["unused_codes"])


def test_the_application_is_unplugged(client: Client, member: Any, protected: str):
    assert "Active" in client.get("/compte/verification/").text
    client.post("/compte/verification/application/retirer/")
    assert OutgoingMail.objects.get().subject == "Relais : application de codes retirée"
    assert "Brancher une application" in client.get("/compte/verification/").text
    cache.clear()
    assert Client().post(LOGIN, {"login": member.email, "password": PASSWORD}).headers["Location"] == "/compte/"


def test_codes_are_not_tried_without_end(member: Any, protected: str):
    other = Client()
    other.post(LOGIN, {"login": member.email, "password": PASSWORD})
    for _attempt in range(6):
        answer = other.post("/compte/verification/code/", {"code": "000000"})
    assert "Trop d’essais" in answer.text


def test_a_key_is_renamed_and_removed_by_its_owner_only(client: Client, member: Any):
    key = Authenticator.objects.create(
        user=member, type=Authenticator.Type.WEBAUTHN, data={"name": "Clé de Camille", "credential": {}}
    )
    client.force_login(UserFactory(verified=True))
    for path in (f"/compte/cles/{key.pk}/", f"/compte/cles/{key.pk}/retirer/"):
        assert confirm(client, path).status_code == 404
        assert client.post(path, {"name": "volée"}).status_code == 404
    assert Authenticator.objects.filter(pk=key.pk).exists()


def test_keys_are_asked_for_by_files_of_the_site_only(client: Client, member: Any):
    client.post(LOGIN, {"login": member.email, "password": PASSWORD})
    page = confirm(client, "/compte/cles/ajouter/")
    assert "demandent un navigateur récent" in page.text
    scripts = re.findall(r"<script([^>]*)>", page.text)
    assert all('src="/static/' in script or 'type="application/json"' in script for script in scripts)
    assert "script-src 'self'" in page.headers["Content-Security-Policy"]


def test_a_key_that_is_refused_is_told_of_as_a_key(client: Client, member: Any):
    said = {"clientDataJSON": "", "authenticatorData": "", "signature": ""}
    empty = {"id": "AA", "rawId": "AA", "type": "public-key", "response": said}
    Authenticator.objects.create(user=member, type=Authenticator.Type.WEBAUTHN, data={"name": "Clé", "credential": {}})
    refused = client.post("/compte/cles/connexion/", {"credential": json.dumps(empty)}, follow=True)
    assert "Cette clé n’ouvre pas ce compte" in refused.text
    client.force_login(member)
    asked = client.get("/compte/confirmer-que-c-est-vous/")
    assert "Utiliser ma clé d’accès" in asked.text
