"""What every request and answer loses, and the headers that every answer carries."""

from collections.abc import Callable
from functools import lru_cache
from urllib.parse import urlsplit

from django.core.files.storage import Storage, storages
from django.http import HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse

NUL, NO_LETTER = "\0", "\ufffd"

SOURCES = (
    "default-src 'self'",
    "style-src 'self'",
    "script-src 'self'",
    "font-src 'self'",
    "object-src 'none'",
    "base-uri 'self'",
    "form-action 'self'",
)


def policy(*, frame_ancestors: str = "'self'") -> str:
    """The Content-Security-Policy of a page; `frame_ancestors` says which sites may show it in a frame."""
    images = " ".join(["img-src 'self' data:", *origin_of_files(storages["default"])])
    return "; ".join([*SOURCES, images, f"frame-ancestors {frame_ancestors}"])


@lru_cache(maxsize=1)
def origin_of_files(storage: Storage) -> tuple[str, ...]:
    """The scheme and host of its addresses, where its files are not served by the site itself: an S3 service."""
    parts = urlsplit(storage.url("images/"))
    return (f"{parts.scheme}://{parts.netloc}",) if parts.netloc else ()


class NulMiddleware:
    """PostgreSQL refuses any text that holds a NUL, which nobody types: a query raises where it found nothing.

    A path holds what no letter can be, which leads nowhere; a cookie with one is none of ours; a question has a space.
    What is posted is left as it is: the fields of forms refuse it.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.path_info = request.path_info.replace(NUL, NO_LETTER)
        request.path = request.path.replace(NUL, NO_LETTER)
        request.COOKIES = {name: value for name, value in request.COOKIES.items() if NUL not in value}
        request.META["QUERY_STRING"] = request.META.get("QUERY_STRING", "").replace("%00", "+")
        return self.get_response(request)


class HeadMiddleware:
    """A HEAD is answered by the headers of the GET. Django leaves the body to the server, and gunicorn writes a warning
    of each: monitors ask nothing else.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        if request.method == "HEAD":
            if isinstance(response, StreamingHttpResponse):
                response.streaming_content = ()
            elif isinstance(response, HttpResponse):
                response.headers.setdefault("Content-Length", str(len(response.content)))
                response.content = b""
        return response


class ContentSecurityPolicyMiddleware:
    """Nothing comes from elsewhere, save images on S3, and nothing inline runs.

    Wagtail's admin needs inline scripts and is left out.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if not request.path.startswith("/admin/"):
            response.headers.setdefault("Content-Security-Policy", policy())
        return response
