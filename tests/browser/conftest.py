"""A real Chromium against a real server: pages as people get them, with the catalogue of the project."""

import os
from collections.abc import Callable, Iterator
from threading import RLock
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.db import DEFAULT_DB_ALIAS, connections
from django.db.transaction import Atomic
from django.test import TransactionTestCase
from playwright.sync_api import Browser, BrowserContext, Page, ViewportSize, sync_playwright

from tests.browser.chromium import launch
from tests.loaded_catalogue import LoadedCatalogue
from tests.optional_parts import require_program

# Playwright's own event loop runs in the main thread, where Django would take each query for one made by async code.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"

WIDE: ViewportSize = {"width": 1280, "height": 900}
MOBILE: ViewportSize = {"width": 375, "height": 740}
PATIENCE = 15_000
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


@pytest.fixture(scope="module", autouse=True)
def _nothing_to_flush() -> Iterator[None]:
    """`site` leaves the rows as they were: no need for Django to empty every table after each test."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(TransactionTestCase, "_fixture_teardown", lambda _case: None)
        yield


@pytest.fixture(scope="module", autouse=True)
def _one_transaction_at_a_time() -> Iterator[None]:
    """As SQLite in a file and PostgreSQL see to it: in memory, the threads of the server share one connection, so that
    the transactions of two requests would be one.
    """
    lock, begin, end = RLock(), Atomic.__enter__, Atomic.__exit__

    def entering(transaction: Atomic) -> None:
        lock.acquire()
        try:
            begin(transaction)
        except BaseException:
            lock.release()
            raise

    def leaving(transaction: Atomic, *error: Any) -> None:
        try:
            end(transaction, *error)
        finally:
            lock.release()

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Atomic, "__enter__", entering)
        patch.setattr(Atomic, "__exit__", leaving)
        yield


@pytest.fixture
def site(live_server: Any, loaded_catalogue: LoadedCatalogue, _temporary_state: None) -> Iterator[str]:
    """The address of a site with the whole catalogue, as if no other test had ever run."""
    loaded_catalogue.put()
    loaded_catalogue.put_index()
    yield live_server.url
    loaded_catalogue.take_away()


@pytest.fixture
def new_context(browser: Browser, site: str) -> Iterator[NewContext]:
    """Open a context on the site: `new_context(viewport=MOBILE, color_scheme="dark")`.

    A page that asks anything of another address, or whose script fails, fails the test.
    """
    contexts: list[BrowserContext] = []
    problems: list[str] = []

    def open_context(**options: Any) -> BrowserContext:
        defaults = {"base_url": site, "viewport": WIDE, "locale": "fr-FR"}
        context = browser.new_context(**defaults | options)
        context.set_default_timeout(PATIENCE)
        context.on("request", lambda request: problems.extend(_outside(request.url, site)))
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
def plain_page(new_context: NewContext) -> Page:
    """Without JavaScript."""
    return new_context(java_script_enabled=False).new_page()


@pytest.fixture(scope="session")
def axe() -> Callable[..., None]:
    """`axe(page)` fails with what axe-core finds on the page; `axe(page, rules=["color-contrast"])` looks at less."""
    checker = Axe()

    def check(page: Page, *, rules: list[str] | None = None) -> None:
        only = {"runOnly": {"type": "rule", "values": rules}} if rules else {}
        results = checker.run(page, options={"resultTypes": ["violations"]} | only)
        assert results.violations_count == 0, results.generate_report()

    return check
