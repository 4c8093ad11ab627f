"""Each request gets an identifier, is counted and, in production, leaves one line that names nobody."""

import logging
import re
import time
import uuid
from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from network_site import metrics
from network_site.request_id import request_id

logger = logging.getLogger(__name__)

HEADER = "X-Request-ID"
ACCEPTED = re.compile(r"[A-Za-z0-9._-]{8,64}")
METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})


class ObservationMiddleware:
    """First of all, so that it sees every answer. The view is named, never the path, which may hold a token."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        identifier = identifier_of(request)
        token = request_id.set(identifier)
        started = time.perf_counter()
        try:
            response = self.get_response(request)
            self._count(request, response, time.perf_counter() - started)
        finally:
            request_id.reset(token)
        response.headers[HEADER] = identifier
        return response

    def _count(self, request: HttpRequest, response: HttpResponse, seconds: float) -> None:
        view = view_of(request)
        method = request.method if request.method in METHODS else "other"
        metrics.requests.labels(view, method, str(response.status_code)).inc()
        metrics.request_seconds.labels(view).observe(seconds)
        said = {"method": method, "view": view, "status": response.status_code, "ms": round(seconds * 1000)}
        logger.info("request", extra=said)


def identifier_of(request: HttpRequest) -> str:
    """What the proxy gave, if it is plain enough to be written in a log and sent back; else a new one."""
    given = request.headers.get(HEADER, "")
    return given if ACCEPTED.fullmatch(given) else uuid.uuid4().hex


def view_of(request: HttpRequest) -> str:
    """The name of the address in `urls.py`: there are as many as views, whatever is asked."""
    match = request.resolver_match
    return match.view_name if match else "none"
