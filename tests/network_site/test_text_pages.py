"""A page of text: its parts, its place and what the head says of it."""

import json

import pytest
from django.test import Client, RequestFactory

from network_site.models import StandardPage
from tests.factories.kernel import StandardPageFactory, home_page

pytestmark = pytest.mark.django_db


def body_of(headings: list[str]) -> str:
    blocks = [{"type": "heading", "value": {"text": text, "level": "h2", "anchor": ""}} for text in headings]
    return json.dumps([*blocks, {"type": "paragraph", "value": "<p>Un paragraphe.</p>"}])


def html(client: Client, page: StandardPage) -> str:
    response = client.get(page.url)
    assert response.status_code == 200
    return response.content.decode()


def test_a_long_page_has_a_table_of_contents(client: Client):
    text = html(client, StandardPageFactory(body=body_of(["Un", "Deux & trois", "L’été", "Fin"])))
    assert '<a href="#deux-trois">Deux &amp; trois</a>' in text
    assert '<h2 id="deux-trois">' in text
    assert "Un paragraphe." in text


def test_a_short_page_has_none(client: Client):
    assert "Dans cette page" not in html(client, StandardPageFactory(body=body_of(["Un", "Deux", "Trois"])))


def test_the_page_says_where_it_stands_and_what_it_is(client: Client):
    above = StandardPageFactory(title="Au-dessus")
    page = StandardPageFactory(parent=above, title="Dessous", introduction='Une « introduction » & "plus".')
    text = html(client, page)
    assert f'<li><a href="{above.url}">Au-dessus</a></li>' in text
    assert "<title>Dessous — Relais</title>" in text
    assert '<meta name="description" content="Une « introduction » &amp; &quot;plus&quot;.">' in text
    assert f'<link rel="canonical" href="http://testserver{page.url}">' in text


def test_the_cost_does_not_grow_with_the_body(client: Client, django_assert_max_num_queries):
    page = StandardPageFactory(body=body_of([f"Partie {number}" for number in range(40)]))
    client.get(page.url)
    with django_assert_max_num_queries(10):
        client.get(page.url)


def test_a_page_that_was_never_saved_is_previewed():
    page = StandardPage(title="Toute neuve", slug="toute-neuve")
    page.set_url_path(home_page())
    response = page.make_preview_request(RequestFactory().get("/", headers={"host": "testserver"}))
    assert response.status_code == 200
    assert "Toute neuve" in response.content.decode()
