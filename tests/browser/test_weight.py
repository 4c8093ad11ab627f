"""What a page makes an old laptop download.

The server of the tests compresses its answers but not its static files, which WhiteNoise serves from files compressed
beforehand: each text is compressed here as it would be. A browser that comes back takes much less.
"""

import gzip

import pytest
from playwright.sync_api import Page, Response

MOST_BYTES = 100_000
MOST_REQUESTS = 12
HEADERS = 400
"""Bytes of the headers of an answer, about."""
COMPRESSED_ALREADY = ("font/", "image/png", "image/x-icon", "application/font")


@pytest.mark.parametrize(
    "path", ["/", "/recherche/?q=canicule+dans+la+cour+de+l%27%C3%A9cole", "/recherche/", "/retours/cours-oasis-paris/"]
)
def test_a_page_is_light(page: Page, path: str):
    answers: list[Response] = []
    page.on("response", lambda answer: answers.append(answer))  # noqa: PLW0108 - Playwright writes on its listener
    page.goto(path, wait_until="networkidle")
    weights = {answer.url: weight(answer) for answer in answers if not 300 <= answer.status < 400}
    assert sum(weights.values()) <= MOST_BYTES, weights
    assert len(answers) <= MOST_REQUESTS, weights
    assert all(answer.ok for answer in answers if answer.status != 304)


def weight(answer: Response) -> int:
    body = answer.body()
    kind = answer.headers.get("content-type", "")
    return HEADERS + (len(body) if kind.startswith(COMPRESSED_ALREADY) else len(gzip.compress(body, 6)))
