"""Counts a search. Called with its answer alone: who asked is not known here, and cannot be."""

import logging
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Final
from urllib.parse import urlencode
from uuid import uuid4

from django.db import DatabaseError, OperationalError, connection
from django.utils import timezone

from search.addresses import to_parameters
from search.facets import BY_PARAM
from search.journal.wording import kept
from search.journal_models import FILTERS_LENGTH, SearchCount, week_of
from search.queries import SearchQuery, SearchResults

PATIENCE: Final = 5
"""Milliseconds that a count waits for another writer: while an editor publishes, fifty readers wait behind each."""

MOST_WAITING: Final = 200
"""Counts that a process keeps for the next search to write; beyond, the oldest are lost."""

MOST_FILTERS: Final = 20

UPSERT: Final = """
INSERT INTO search_searchcount (id, week, text, kind, filters, searches, results, need_id)
VALUES (%s, %s, %s, %s, %s, 1, %s, %s)
ON CONFLICT (week, text, kind, filters) DO UPDATE
SET searches = search_searchcount.searches + 1, results = excluded.results, need_id = excluded.need_id
"""
"""One statement on SQLite and PostgreSQL, right when two readers ask the same at once; the ORM cannot say
« one more » where a row exists already.
"""

logger = logging.getLogger(__name__)

_waiting: deque[list[Any]] = deque(maxlen=MOST_WAITING)


def record(found: SearchResults) -> None:
    """Count what was typed. Neither slows nor breaks the page: what cannot be written at once is with the next one."""
    query = found.query
    text = kept(query.text) if query.page == 1 else ""
    if not text:
        return
    need = found.nearest_needs[0].pk if found.nearest_needs else None
    key = SearchCount._meta.pk.get_db_prep_value(uuid4(), connection)  # noqa: SLF001 - Django documents Model._meta
    values = [key, week_of(timezone.localdate()), text, query.kind.value, filters_of(query), found.total, need]
    _waiting.append(values)
    try:
        with _in_a_hurry(), connection.cursor() as cursor:
            while _waiting:
                _write(cursor, _waiting.popleft())
    except OperationalError as error:  # another writer, most often
        if len(_waiting) == MOST_WAITING:
            logger.warning("searches are no longer counted: %s", type(error).__name__)
    except DatabaseError as error:  # its message may quote the text
        _waiting.clear()
        logger.warning("a search could not be counted: %s", type(error).__name__)


def _write(cursor: Any, values: list[Any]) -> None:
    try:
        cursor.execute(UPSERT, values)
    except OperationalError:
        _waiting.appendleft(values)
        raise


def filters_of(query: SearchQuery) -> str:
    """The chosen values as sorted parameters; those of no use to anyone (more than 20, or too long) are left out."""
    chosen = sorted((name, value) for name, value in to_parameters(query) if name in BY_PARAM)[:MOST_FILTERS]
    while len(urlencode(chosen)) > FILTERS_LENGTH:
        chosen.pop()
    return urlencode(chosen)


@contextmanager
def _in_a_hurry() -> Iterator[None]:
    """SQLite has one writer at a time, and the settings let others wait 20 seconds: a page of results does not."""
    if connection.vendor != "sqlite":
        yield
        return
    connection.ensure_connection()
    (before,) = connection.connection.execute("PRAGMA busy_timeout").fetchone()
    connection.connection.execute(f"PRAGMA busy_timeout = {PATIENCE:d}")
    try:
        yield
    finally:
        connection.connection.execute(f"PRAGMA busy_timeout = {before:d}")
