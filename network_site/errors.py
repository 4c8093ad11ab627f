"""The pages for when something goes wrong, in plain French and with a way out."""

from django.http import HttpRequest, HttpResponse
from django.template import loader

from network_site.lost_sessions import typed_texts


def _page(request: HttpRequest, template: str, status: int, **context: object) -> HttpResponse:
    return HttpResponse(loader.render_to_string(template, context, request), status=status)


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """For what Django refuses to read, such as a text of millions of letters. Rendered without the request: reading it
    is what failed.
    """
    return HttpResponse(loader.render_to_string("400.html"), status=400)


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """For a person who is known, and may not: without saying whether what was asked for exists."""
    return _page(request, "403.html", 403)


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return _page(request, "404.html", 404)


def gone(request: HttpRequest, tombstone: object = None) -> HttpResponse:
    """For what was here and was removed on purpose; `tombstone` has title, removed_at and reason."""
    return _page(request, "410.html", 410, tombstone=tombstone)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A form sent after its session ended, or from elsewhere: say how to send it again.

    A view may know better, such as one that shows the text again: it says so by an attribute `when_csrf_fails`.
    """
    match = request.resolver_match
    answer = getattr(match.func, "when_csrf_fails", None) if match else None
    if match and answer:
        return answer(request, *match.args, **match.kwargs)
    return _page(request, "403_csrf.html", 403, typed=typed_texts(request))


def server_error(request: HttpRequest) -> HttpResponse:
    """Rendered without request or database: either may be what failed."""
    return HttpResponse(loader.render_to_string("500.html"), status=500)
