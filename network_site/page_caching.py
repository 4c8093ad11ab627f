"""Public pages are asked again cheaply; a member's page is kept by nobody.

The page is rendered all the same, with the queries that it always costs: what is saved is its transfer, and a browser's
« back » shows what is true now.
"""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.cache import get_conditional_response, patch_cache_control, patch_vary_headers, set_response_etag

SAFE = frozenset({"GET", "HEAD"})


class PageCachingMiddleware:
    """Inside GZipMiddleware, which makes the tag weak, and outside everything that writes the page."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if response.streaming or not response.get("Content-Type", "").startswith("text/html"):
            return response
        patch_vary_headers(response, ("Cookie",))
        if is_personal(request, response):
            if "Cache-Control" not in response:
                patch_cache_control(response, private=True, no_store=True)
            return response
        if request.method not in SAFE or response.status_code != 200 or "Cache-Control" in response:
            return response
        patch_cache_control(response, no_cache=True)
        set_response_etag(response)
        return get_conditional_response(request, etag=response["ETag"], response=response) or response


def is_personal(request: HttpRequest, response: HttpResponse) -> bool:
    """Somebody is or was signed in, or the page gives a cookie: with a form's own token, it is for one reader."""
    return settings.SESSION_COOKIE_NAME in request.COOKIES or bool(response.cookies)
