"""Where a mail provider or a mail server posts what it receives. See docs/inbound-mail.md for both.

The body is the mail itself (RFC 5322), signed with a shared secret:

    X-Relais-Timestamp: 1795770000
    X-Relais-Signature: HMAC-SHA256(secret, timestamp + "." + body), in hexadecimal
"""

import hashlib
import hmac
import time
from http import HTTPStatus

from django.conf import settings
from django.http import Http404, HttpRequest, JsonResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from exchanges.conversations.inbound.receiving import receive

MOST_BYTES = 35 * 1024 * 1024
"""Refused before reading. Mail servers stop at 25 MB of files, a third larger once encoded."""
CLOCKS_MAY_DIFFER = 300
"""Seconds: an older signature is a recording."""


@csrf_exempt
@require_POST
def inbound_mail(request: HttpRequest) -> JsonResponse:
    """Answers 200 with what was done, also when nothing was: the provider must not send the same mail again."""
    if not settings.RELAIS_INBOUND_SECRET or not settings.RELAIS_INBOUND_DOMAIN:
        raise Http404
    length = request.headers.get("Content-Length", "")
    if not length.isdecimal():
        return problem(HTTPStatus.LENGTH_REQUIRED)
    if int(length) > MOST_BYTES:
        return problem(HTTPStatus.REQUEST_ENTITY_TOO_LARGE)
    stamp = request.headers.get("X-Relais-Timestamp", "")
    if not is_recent(stamp):
        return problem(HTTPStatus.FORBIDDEN)
    raw = request.read(int(length))
    if not is_signed(raw, stamp=stamp, signature=request.headers.get("X-Relais-Signature", "")):
        return problem(HTTPStatus.FORBIDDEN)
    return JsonResponse({"outcome": receive(raw)})


def problem(status: HTTPStatus) -> JsonResponse:
    return JsonResponse({"error": status.phrase}, status=status)


def is_recent(stamp: str) -> bool:
    return stamp.isdecimal() and len(stamp) < 15 and abs(time.time() - int(stamp)) <= CLOCKS_MAY_DIFFER


def is_signed(raw: bytes, *, stamp: str, signature: str) -> bool:
    return hmac.compare_digest(sign(raw, stamp=stamp).encode(), signature.lower().encode())


def sign(raw: bytes, *, stamp: str) -> str:
    signed = hmac.new(settings.RELAIS_INBOUND_SECRET.encode(), f"{stamp}.".encode(), hashlib.sha256)
    signed.update(raw)
    return signed.hexdigest()
