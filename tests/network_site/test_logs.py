"""What production's logs never say, whoever writes to them: tokens of addresses, addresses of machines."""

import json
import logging
from typing import Any

import pytest
from django.core.exceptions import SuspiciousOperation
from django.http import Http404, HttpRequest, HttpResponse
from django.test import Client
from django.urls import path
from django.views.decorators.csrf import csrf_protect
from django.views.decorators.http import require_safe

from network_site.logs import DiscreetJsonFormatter, without_personal_data

TOKEN = "c4k-3f9d-secret"
PLACE = f"/compte/mot-de-passe/ma clé/{TOKEN}/"


def answer(request: HttpRequest, rest: str) -> HttpResponse:
    status = int(request.headers["X-Wanted"])
    if status == 404:
        raise Http404(rest)
    if status == 400:
        raise SuspiciousOperation(f"the joined path {rest} is outside")
    if status == 500:
        raise ValueError(rest)
    return HttpResponse(status=status)


def unreadable(request: HttpRequest, exception: Exception) -> HttpResponse:
    return HttpResponse(status=400)


def absent(request: HttpRequest, exception: Exception) -> HttpResponse:
    return HttpResponse(status=404)


def refused(request: HttpRequest, reason: str = "") -> HttpResponse:
    return HttpResponse(status=403)


handler400 = unreadable
handler404 = absent
urlpatterns = [
    path("compte/<path:rest>", answer),
    path("lu/<path:rest>", require_safe(answer)),
    path("protege/<path:rest>", csrf_protect(answer)),
]


@pytest.fixture
def asking(settings: Any) -> Client:
    """Whatever middleware does, Django's own lines are these."""
    settings.ROOT_URLCONF = __name__
    settings.MIDDLEWARE = []
    settings.CSRF_FAILURE_VIEW = f"{__name__}.refused"
    return Client(raise_request_exception=False, enforce_csrf_checks=True)


@pytest.mark.parametrize(
    ("method", "place", "status", "said"),
    [
        ("get", PLACE, 404, "Not Found: …"),
        ("get", PLACE, 400, "…"),
        ("get", PLACE, 429, "Too Many Requests: …"),
        ("get", PLACE, 500, "Internal Server Error: …"),
        ("get", f"/nulle-part/{TOKEN}", 404, "Not Found: …"),
        ("post", f"/lu/{TOKEN}", 405, "Method Not Allowed (POST): …"),
        ("post", f"/protege/{TOKEN}", 403, "Forbidden (CSRF cookie not set.): …"),
    ],
)
def test_a_refused_request_leaves_no_token(
    asking: Client, caplog: pytest.LogCaptureFixture, *, method: str, place: str, status: int, said: str
) -> None:
    response = getattr(asking, method)(place, headers={"X-Wanted": str(status)})

    assert response.status_code == status
    lines = [DiscreetJsonFormatter().format(record) for record in caplog.records]
    assert [json.loads(line)["message"] for line in lines] == [said] * len(lines)
    assert lines
    assert not [line for line in lines if TOKEN in line]


def test_other_loggers_keep_their_paths() -> None:
    record = logging.LogRecord("search.engines", logging.ERROR, "", 0, "no file %s", ("/var/lib/relais/index",), None)
    assert json.loads(DiscreetJsonFormatter().format(record))["message"] == "no file /var/lib/relais/index"


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("from 2001:db8::1: refused", "from …: refused"),
        ("[2001:db8::7]:443 is away", "[…]:443 is away"),
        ("asked by ::1", "asked by …"),
        ("asked by fe80::1%eth0.", "asked by …."),
        ("asked by ::ffff:192.0.2.7, then 192.0.2.8", "asked by …, then …"),
        ("addr=2001:DB8:0:0:0:0:0:1 ip:2001:db8::2", "addr=… ip:…"),
        ("at 12:34:56, after pid:12", "at 12:34:56, after pid:12"),
        ("tests/x.py::test", "tests/x.py::test"),
    ],
)
def test_no_address_of_a_machine_is_left(text: str, left: str) -> None:
    assert without_personal_data(text) == left
