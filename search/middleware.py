"""What a page spends on the search engine, in all."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from search.engines import patience


class OneWaitMiddleware:
    """A page that asks several questions (the path, the comparison) waits for the engine as long as one does."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        with patience.one_wait():
            return self.get_response(request)
