"""A form sent once its session has ended: what was typed is shown, to be copied, where signing in would lose it."""

from collections.abc import Callable
from http import HTTPStatus
from typing import Final
from urllib.parse import urlsplit

from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.http import url_has_allowed_host_and_scheme

SHORTEST: Final = 20
"""Letters: what is shorter is soon typed again."""
SECRETS: Final = ("password", "token", "code", "credential")


def typed_texts(request: HttpRequest) -> list[str]:
    """The sentences among what was posted; nothing that is secret."""
    return [
        text
        for name, texts in request.POST.lists()
        if not any(secret in name for secret in SECRETS)
        for text in texts
        if len(text.strip()) >= SHORTEST
    ]


class LostSessionMiddleware:
    """Answers in the place of `login_required`, which knows neither what was typed nor that a button's address is no
    page: signing in leads back to the page of the form.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if request.method != "POST" or not asks_to_sign_in(request, response):
            return response
        sign_in, typed = redirect_to_login(came_from(request)), typed_texts(request)
        if not typed:
            return sign_in
        context = {"typed": typed, "sign_in_url": sign_in.url}
        return render(request, "account/session_lost.html", context, status=HTTPStatus.UNAUTHORIZED)


def asks_to_sign_in(request: HttpRequest, response: HttpResponse) -> bool:
    return response.get("Location") == redirect_to_login(request.get_full_path()).url


def came_from(request: HttpRequest) -> str:
    """The path of the page that held the form, or of the request where the browser does not say."""
    page = request.headers.get("Referer", "")
    if not url_has_allowed_host_and_scheme(page, {request.get_host()}, require_https=request.is_secure()):
        return request.get_full_path()
    parts = urlsplit(page)
    return parts._replace(scheme="", netloc="", fragment="").geturl()
