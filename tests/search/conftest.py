"""Searching in tests: an index of one's own, filled by what is saved inside `with committing():`."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Any

import pytest

from search import service
from search.documents import Kind
from search.engines import get_engine
from search.engines.base import EngineUnavailable
from search.queries import SearchQuery

Committing = Callable[[], AbstractContextManager[Any]]


@pytest.fixture
def committing(db: None, django_capture_on_commit_callbacks: Any) -> Committing:
    """What is saved inside is drained at the end, as after a commit."""
    return lambda: django_capture_on_commit_callbacks(execute=True)


def found(text: str = "", kind: Kind = Kind.REPORTS, **selections: tuple[str, ...]) -> list[str]:
    """Titles that a page of results shows, in order."""
    query = SearchQuery(text, kind=kind, selections=selections, per_page=50)
    return [hit.title for hit in service.search(query).hits]


class Outage:
    """The engine of the test, which can be made to fail."""

    def __init__(self, patch: pytest.MonkeyPatch) -> None:
        self._patch = patch

    def start(self) -> None:
        def down(*_args: object, **_kwargs: object) -> None:
            raise EngineUnavailable("the disk is full")

        for name in ("index", "remove"):
            self._patch.setattr(type(get_engine()), name, down)

    def end(self) -> None:
        self._patch.undo()


@pytest.fixture
def outage() -> Any:
    with pytest.MonkeyPatch.context() as patch:
        yield Outage(patch)
