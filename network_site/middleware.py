"""Headers that every answer carries."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

SOURCES = (
    "default-src 'self'",
    "img-src 'self' data:",
    "style-src 'self'",
    "script-src 'self'",
    "font-src 'self'",
    "object-src 'none'",
    "base-uri 'self'",
    "form-action 'self'",
)


def policy(*, frame_ancestors: str = "'self'") -> str:
    """The Content-Security-Policy of a page; `frame_ancestors` says which sites may show it in a frame."""
    return "; ".join([*SOURCES, f"frame-ancestors {frame_ancestors}"])


POLICY = policy()


class ContentSecurityPolicyMiddleware:
    """Nothing comes from elsewhere and nothing inline runs; Wagtail's admin needs inline scripts and is left out."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if not request.path.startswith("/admin/"):
            response.headers.setdefault("Content-Security-Policy", POLICY)
        return response
