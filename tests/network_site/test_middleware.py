"""What no request may bring to a page (PostgreSQL refuses a NUL where SQLite finds nothing), and what a HEAD is."""

import pytest
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.test import Client, RequestFactory

from network_site.middleware import HeadMiddleware, NulMiddleware
from tests.factories.kernel import UserFactory

NUL_COOKIE = r'"\000aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"'
"""As RFC 6265's older sister writes any byte, and Django reads it."""


def test_a_view_sees_no_nul_in_an_address_or_a_cookie() -> None:
    seen: list[HttpRequest] = []

    def view(request: HttpRequest) -> HttpResponse:
        seen.append(request)
        return HttpResponse()

    cookies = f"sessionid={NUL_COOKIE}; sobre=1"
    NulMiddleware(view)(RequestFactory().get("/a%00b/?q=eau%00pluie&page=2", HTTP_COOKIE=cookies))
    (request,) = seen
    assert request.path == request.path_info == "/a\ufffdb/"
    assert request.GET.dict() == {"q": "eau pluie", "page": "2"}
    assert request.COOKIES == {"sobre": "1"}


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/contribuer/retour/a%00b/", 404),
        ("/ecrire/retour/a%00b/", 404),
        ("/contribuer/nouveau/?besoin=a%00b", 200),
        ("/compte/", 302),
    ],
)
def test_a_page_asked_with_a_nul_answers(client: Client, path: str, status: int) -> None:
    assert client.get(path, HTTP_COOKIE=f"sessionid={NUL_COOKIE}").status_code == status


@pytest.mark.django_db
def test_what_is_too_long_to_be_read_is_refused_in_french(client: Client) -> None:
    answer = client.post("/contact/", {"message": "é" * 3_000_000}, content_type="application/x-www-form-urlencoded")
    assert answer.status_code == 400
    assert "ne peut pas être lu" in answer.content.decode()


@pytest.mark.django_db
def test_an_actor_whose_name_holds_a_nul_is_not_found(client: Client) -> None:
    client.force_login(UserFactory())
    assert client.post("/compte/entraide/", {"acteur": "a\0b"}).status_code == 404


def test_a_head_has_the_headers_of_the_get_alone() -> None:
    page = HeadMiddleware(lambda _request: HttpResponse("réponse", headers={"X-Kept": "1"}))
    assert b"".join(page(RequestFactory().get("/"))) == "réponse".encode()
    answer = page(RequestFactory().head("/"))
    assert (b"".join(answer), answer["Content-Length"], answer["X-Kept"]) == (b"", "8", "1")


def test_a_head_reads_nothing_of_a_file() -> None:
    file = iter([b"read"])
    answer = HeadMiddleware(lambda _request: StreamingHttpResponse(file))(RequestFactory().head("/"))
    assert (list(answer), next(file)) == ([], b"read")
