"""Links that do one thing for whoever holds them: « toujours exact », an invitation, a proof of an address.

    SALT = "freshness.still-true"
    token = make_link({"report": 12}, salt=SALT, stamp=state_of(report))
    payload = read_link(token, salt=SALT, max_age=timedelta(days=30), stamp=lambda said: state_of(report_of(said)))

Each use has its salt, so that a link made for one thing never opens another. `stamp` is the state of the object when
the link was made (a date, a version): once the link has done its work the state is another, and the link is spent
without a row that says so. Mail robots follow links: a link shows a page (GET) and its button acts (POST).
"""

from collections.abc import Callable
from datetime import timedelta
from http import HTTPStatus
from typing import Any

from django.core import signing
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.crypto import constant_time_compare, salted_hmac
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

Payload = dict[str, Any]
Stamp = Callable[[Payload], object]

STAMP_KEY = "~"


class LinkRefused(Exception):
    """Why a link does nothing; `message` says it to its reader."""

    message: str | Promise = ""


class LinkForged(LinkRefused):
    message = _("Ce lien est incomplet ou modifié. Copiez-le en entier depuis le courriel.")


class LinkExpired(LinkRefused):
    message = _("Ce lien n’est plus valable : il avait une durée limitée.")


class LinkSpent(LinkRefused):
    message = _("Ce lien a déjà servi, ou la situation a changé depuis son envoi.")


def make_link(payload: Payload, *, salt: str, stamp: object = "") -> str:
    """A token for an address. The payload can be read by anybody who decodes it: keys of records, no personal data."""
    return signing.dumps({**payload, STAMP_KEY: _digest(stamp, salt=salt)}, salt=salt)


def read_link(token: str, *, salt: str, max_age: timedelta, stamp: Stamp | None = None) -> Payload:
    """What `make_link` was given. `stamp` gives the present state, or None for an object that is gone.

    Raises:
        LinkForged, LinkExpired, LinkSpent: all of them `LinkRefused`.
    """
    try:
        payload = signing.loads(token, salt=salt, max_age=max_age)
    except signing.SignatureExpired as error:
        raise LinkExpired from error
    except signing.BadSignature as error:
        raise LinkForged from error
    then = payload.pop(STAMP_KEY, None) if isinstance(payload, dict) else None
    if then is None:
        raise LinkForged
    now = stamp(payload) if stamp else ""
    if now is None or not constant_time_compare(then, _digest(now, salt=salt)):
        raise LinkSpent
    return payload


def refusal(request: HttpRequest, error: LinkRefused) -> HttpResponse:
    """The page of a link that does nothing any more: why, and what to do instead."""
    return render(request, "network_site/link_refused.html", {"message": error.message}, status=HTTPStatus.GONE)


def _digest(stamp: object, *, salt: str) -> str:
    return salted_hmac(salt, str(stamp), algorithm="sha256").hexdigest()[:16]
