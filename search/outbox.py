"""No lost update: a change is a row in its own transaction, and the row stays until the engine has acknowledged it.

A row says only « look at this key again ». Draining reads the object as it is, so that rows may be drained twice, late
or together. An engine that is down costs freshness: rows wait, longer after each failure, and the save has long
succeeded.
"""

import logging
from collections.abc import Iterable

from django.db import connection, transaction
from django.db.models import Q

from search import indexing
from search.engines import get_engine
from search.engines.base import EngineUnavailable
from search.models import IndexedDocument, Outbox, OutboxQuerySet

logger = logging.getLogger(__name__)

BATCH = 200  # documents told at once
MOST_ROWS = 5_000  # looked through for them: a load of the catalogue tells each many times
MOST_RESTORED_INLINE = 5_000  # documents: beyond, a missing index waits for `rebuild_search_index`


def enqueue(keys: Iterable[str]) -> None:
    """Write the keys down in the caller's transaction, and drain after its commit where the engine is in process."""
    rows = [Outbox(key=key) for key in dict.fromkeys(keys)]
    if not rows:
        return
    Outbox.objects.bulk_create(rows, batch_size=500)
    if get_engine().capabilities.inline:
        transaction.on_commit(drain, robust=True)


def drain() -> int:
    """Tell the engine what is due, batch after batch; the number of rows acknowledged. Never raises for the engine.

    One batch is one transaction that holds its rows, so that two processes never write an older state after a newer
    one.
    """
    done = 0
    while acknowledged := _drain_batch():
        done += acknowledged
    return done


def _drain_batch() -> int:
    if not Outbox.objects.due().exists():
        return 0
    with transaction.atomic():
        keys = dict.fromkeys(Outbox.objects.due().values_list("key", flat=True)[:MOST_ROWS])
        rows = list(_locked(Outbox.objects.due().filter(key__in=list(keys)[:BATCH])))
        told = _tell(rows)
        given_up = Q(key__in={row.key for row in told}, given_up_at__isnull=False)
        Outbox.objects.filter(Q(pk__in=[row.pk for row in told]) | given_up).delete()
    return len(told)


def _locked(rows: OutboxQuerySet) -> OutboxQuerySet:
    return rows.select_for_update() if connection.features.has_select_for_update else rows


def _tell(rows: list[Outbox]) -> list[Outbox]:
    """The rows that the engine has acknowledged; the others wait. One object that cannot be read holds up no other."""
    try:
        _index({row.key for row in rows})
    except EngineUnavailable as error:
        logger.warning("search engine: %d changes wait (%s)", len(rows), error)
        _postpone(rows, str(error))
        return []
    except Exception as error:  # whatever a broken object raises: the row keeps it, and the editor's save is done
        if len(rows) > 1:
            return [told for row in rows for told in _tell([row])]
        logger.exception("search: %s cannot be indexed", rows[0].key)
        _postpone(rows, f"{type(error).__name__}: {error}", unreadable=True)
        return []
    return rows


def _index(keys: set[str]) -> None:
    """Bring the keys up to date; an index that is missing or damaged is made again first, where that is quick."""
    try:
        with transaction.atomic():
            indexing.bring_up_to_date(keys)
            return
    except EngineUnavailable as error:
        if not (error.rebuild and is_quickly_restored()):
            raise
    indexing.restore()
    with transaction.atomic():
        indexing.bring_up_to_date(keys)


def is_quickly_restored() -> bool:
    return IndexedDocument.objects.count() <= MOST_RESTORED_INLINE


def _postpone(rows: list[Outbox], error: str, *, unreadable: bool = False) -> None:
    for row in rows:
        row.postpone(error, unreadable=unreadable)
    Outbox.objects.bulk_update(rows, ["attempts", "next_attempt_at", "last_error", "given_up_at"])
