"""The only writer to an engine: bring keys up to date, rebuild from the models, restore from the database's own
copy.
"""

import gc
import logging
import threading
from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager
from datetime import datetime

from django.db import connection, transaction
from django.dispatch import Signal
from django.utils import timezone

from search import builders
from search.documents import SearchDocument
from search.engines import get_engine
from search.models import CorpusStamp, IndexedDocument
from search.semantic import store

logger = logging.getLogger(__name__)

BATCH = 500
COLLECTED_AT_ONCE = 100_000  # objects: more than a batch is made of, and Python's own number is 700
MOST_EMBEDDED_AT_ONCE = 3  # documents: an editor's save; a load of many leaves their vectors to the job

Progress = Callable[[int], None]

documents_written = Signal()
"""Sent with `keys`, in the transaction that writes these documents down: whoever waits for new ones misses none."""


def bring_up_to_date(keys: Collection[str]) -> None:
    """Index the objects of these keys as they are now, remove those that may not be seen, and write down what was done.

    The engine first: if it fails nothing is written down, and doing it twice changes nothing. EngineUnavailable.
    """
    documents = builders.documents_for(keys)
    known = dict(IndexedDocument.objects.filter(key__in=keys, served=True).values_list("key", "digest"))
    rows = [_row(document) for document in documents.values()]
    changed = [row for row in rows if known.get(row.key) != row.digest]
    gone = [key for key in keys if key not in documents]
    if changed:
        get_engine().index(documents[row.key] for row in changed)
    if gone:
        get_engine().remove(gone)
    forgotten, _by_model = IndexedDocument.objects.filter(key__in=gone).delete()
    _write_down(changed)
    if forgotten and not changed:
        CorpusStamp.renew()
    if len(keys) <= MOST_EMBEDDED_AT_ONCE:
        store.embed(documents[row.key] for row in changed)


def rebuild(*, progress: Progress = lambda _done: None) -> int:
    """Make the whole index again from the models; the old one serves until the new one is verified.
    EngineUnavailable.
    """
    kept: set[str] = set()
    with _collecting_seldom():
        count = get_engine().rebuild(_written_down(builders.batches(), kept, progress))
    others = set(IndexedDocument.objects.values_list("key", flat=True)) - kept
    gone = others - set(builders.documents_for(others))
    IndexedDocument.objects.filter(key__in=gone).delete()
    IndexedDocument.objects.filter(served=False).update(served=True)
    CorpusStamp.renew()
    logger.info("search index rebuilt with %d documents", count)
    return count


def restore() -> int:
    """Make the index again from the documents kept in the database: no model is read. EngineUnavailable."""
    rows = IndexedDocument.objects.values_list("payload", flat=True).iterator(chunk_size=BATCH)
    with _collecting_seldom():
        return get_engine().rebuild(SearchDocument.from_json(payload) for payload in rows)


@contextmanager
def _collecting_seldom() -> Iterator[None]:
    """A third of the time of a rebuild went in looking for cycles, again and again, among objects that have none and go
    with their batch. This is a setting of the whole process: left alone where other threads answer requests.
    """
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    usual = gc.get_threshold()
    gc.set_threshold(COLLECTED_AT_ONCE)
    try:
        yield
    finally:
        gc.set_threshold(*usual)


def _written_down(
    batches: Iterator[list[SearchDocument]], kept: set[str], progress: Progress
) -> Iterator[SearchDocument]:
    """The same documents, written down on their way; one transaction reads and writes a batch, between two changes.

    A rebuild may die: until its index answers, what it wrote down must not pass for what the engine has acknowledged.
    """
    while (batch := _next_batch(batches)) is not None:
        kept.update(document.key for document in batch)
        yield from batch
        progress(len(kept))


def _next_batch(batches: Iterator[list[SearchDocument]]) -> list[SearchDocument] | None:
    with transaction.atomic():
        began = timezone.now()
        if batch := next(batches, None):
            _write_down(_unknown_rows(batch, began))
    return batch


def _unknown_rows(documents: list[SearchDocument], began: datetime) -> list[IndexedDocument]:
    """Without those that are written down already, as they are or by a worker since they were read; the others wait for
    us.
    """
    known = IndexedDocument.objects.filter(key__in=[document.key for document in documents]).order_by("pk")
    if connection.features.has_select_for_update:
        known = known.select_for_update()
    written = known.values_list("key", "digest", "updated_at", "served")
    served = {key: (written_digest, at) for key, written_digest, at, is_served in written if is_served}
    unknown = []
    for document in documents:
        written_digest, at = served.get(document.key, ("", None))
        if at is None or (at < began and written_digest != document.digest()):
            unknown.append(_row(document, served=False))
    return unknown


def _row(document: SearchDocument, *, served: bool = True) -> IndexedDocument:
    return IndexedDocument(
        key=document.key,
        kind=document.kind.value,
        payload=document,
        digest=document.digest(),
        served=served,
    )


def _write_down(rows: list[IndexedDocument]) -> None:
    IndexedDocument.objects.bulk_create(
        rows,
        update_conflicts=True,
        unique_fields=["key"],
        update_fields=["kind", "payload", "digest", "updated_at", "served"],
        batch_size=BATCH,
    )
    if rows:
        CorpusStamp.renew()
        documents_written.send(IndexedDocument, keys=[row.key for row in rows])
