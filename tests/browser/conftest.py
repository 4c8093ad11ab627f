"""A real Chromium against a real server: pages as people get them."""

import os
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.db import DEFAULT_DB_ALIAS, connections
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from tests.browser.chromium import launch
from tests.optional_parts import require_program

# Playwright's own event loop runs in the main thread, where Django would take each query for one made by async code.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"

WIDE = {"width": 1280, "height": 900}
MOBILE = {"width": 375, "height": 740}
PATIENCE = 10_000
"""Milliseconds before a missing element fails the test."""

NewContext = Callable[..., BrowserContext]


@pytest.fixture(scope="session")
def browser(django_db_setup: None) -> Iterator[Browser]:
    require_program("chromium")
    connection = connections[DEFAULT_DB_ALIAS]
    with sync_playwright() as playwright:
        # Under Playwright's running loop Django would open a second connection, which knows nothing of the first one's
        # transactions, threads and serialized content.
        connections[DEFAULT_DB_ALIAS] = connection
        browser = launch(playwright)
        yield browser
        browser.close()


@pytest.fixture
def new_context(browser: Browser, live_server: Any, django_db_serialized_rollback: None) -> Iterator[NewContext]:
    """Open a context on the live server: `new_context(viewport=MOBILE, color_scheme="dark")`.

    A page that asks anything of another address, or whose script fails, fails the test.
    """
    contexts: list[BrowserContext] = []
    problems: list[str] = []

    def open_context(**options: Any) -> BrowserContext:
        defaults = {"base_url": live_server.url, "viewport": WIDE, "locale": "fr-FR"}
        context = browser.new_context(**defaults | options)
        context.set_default_timeout(PATIENCE)
        context.on("request", lambda request: problems.extend(_outside(request.url, live_server.url)))
        context.on("weberror", lambda error: problems.append(f"script error: {error.error}"))
        contexts.append(context)
        return context

    yield open_context
    for context in contexts:
        context.close()
    assert not problems


def _outside(url: str, site: str) -> list[str]:
    return [] if url.startswith((site, "data:", "blob:")) else [f"request to {url}"]


@pytest.fixture
def page(new_context: NewContext) -> Page:
    return new_context().new_page()


@pytest.fixture
def mobile_page(new_context: NewContext) -> Page:
    return new_context(viewport=MOBILE, has_touch=True).new_page()


@pytest.fixture
def dark_page(new_context: NewContext) -> Page:
    return new_context(color_scheme="dark").new_page()


@pytest.fixture
def plain_page(new_context: NewContext) -> Page:
    """Without JavaScript."""
    return new_context(java_script_enabled=False).new_page()


@pytest.fixture
def axe() -> Callable[[Page], None]:
    """`axe(page)` fails with what axe-core finds on the page, rule by rule."""
    checker = Axe()

    def check(page: Page) -> None:
        results = checker.run(page)
        assert results.violations_count == 0, results.generate_report()

    return check
