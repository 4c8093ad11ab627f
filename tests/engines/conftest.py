"""The search servers of the tests: one of each for the whole session."""

import os
from collections.abc import Iterator

import pytest

from .running import running


@pytest.fixture(scope="session")
def elasticsearch_url() -> Iterator[str]:
    yield from served("elasticsearch")


@pytest.fixture(scope="session")
def opensearch_url() -> Iterator[str]:
    yield from served("opensearch")


def served(name: str) -> Iterator[str]:
    """An address of RELAIS_TEST_ELASTICSEARCH or RELAIS_TEST_OPENSEARCH saves the start, while one works on a test."""
    if running_already := os.environ.get(f"RELAIS_TEST_{name.upper()}"):
        yield running_already
        return
    with running(name) as url:
        yield url
