"""An identifier that nothing can bear, typed in an address: not found, where Wagtail and SQLite raise.

Wagtail's choosers hand what is asked to the database as it is. An exception counts as told by the address only where it
quotes a value of the address, or is of a number that the address holds: any other is a fault of ours, and stays one.
"""

import logging
import re
from collections.abc import Callable, Iterator

from django.core.exceptions import ValidationError
from django.core.paginator import InvalidPage
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import NoReverseMatch

TOO_LARGE = re.compile(r"-?[0-9]{19,}")
"""The largest number that a database holds, 2⁶³ − 1, has nineteen digits."""
QUOTES = ("'{}'", "«\xa0{}\xa0»", "“{}”")
"""Those of Python, and those of Django in the languages of the admin."""

logger = logging.getLogger(__name__)


class ForgedIdentifierMiddleware:
    """For a number too large anywhere; for the rest in Wagtail's admin: our own pages read what they are asked."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> None:
        if is_forged(request, exception):
            logger.warning("%s asks for what cannot be: %s", request.path, exception)
            raise Http404 from exception


def is_forged(request: HttpRequest, exception: Exception) -> bool:
    values = list(asked(request))
    if isinstance(exception, OverflowError):
        return any(map(TOO_LARGE.fullmatch, values))
    if not request.path.startswith("/admin/"):
        return False
    if isinstance(exception, InvalidPage):
        return True
    if isinstance(exception, ValueError | ValidationError | NoReverseMatch):
        said = " ".join(exception.messages) if isinstance(exception, ValidationError) else str(exception)
        return any(quote.format(value) in said for value in values for quote in QUOTES)
    return False


def asked(request: HttpRequest) -> Iterator[str]:
    """The values of an address, those of its path and those of its question."""
    if request.resolver_match:
        yield from map(str, request.resolver_match.kwargs.values())
        yield from map(str, request.resolver_match.args)
    for _name, values in request.GET.lists():
        yield from values
