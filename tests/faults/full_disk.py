"""A full disk for the index alone: while a flag is set, what the engine writes may not pass a few bytes a file.

`RLIMIT_FSIZE` also holds for root, whom a full partition or a quota would let through. The database of the same process
keeps its room, since the limit is lowered only inside the engine's own calls.
"""

import resource
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.conf import settings

from search.engines import embedded_index

FLAG = "disk-is-full"
ROOM = 64
"""Bytes: less than any file of an index."""
WRITING = ("writing to the index", "creating the index", "filling the index", "replaying the changes")

_guarded = embedded_index.guarded


def flag() -> Path:
    return Path(settings.RELAIS_SEARCH_INDEX_DIR).parent / FLAG


def install() -> None:
    """For this process and those that it forks."""
    embedded_index.guarded = _limited


@contextmanager
def _limited(doing: str) -> Iterator[None]:
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    full = doing in WRITING and flag().exists()
    with _guarded(doing):
        if full:
            resource.setrlimit(resource.RLIMIT_FSIZE, (ROOM, hard))
        try:
            yield
        finally:
            if full:
                resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
