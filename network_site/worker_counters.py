"""What web workers count: a file each for counters and for histograms, in a folder that a scrape adds up.

A worker that has left keeps what it counted, or totals would go down. gunicorn replaces each after some thousand
requests: without folding, the files of the dead would fill /tmp, which is memory, and slow every scrape.
"""

import fcntl
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from prometheus_client.mmap_dict import MmapedDict

KINDS = ("counter", "histogram", "summary")
"""Whose values add up."""
DEAD = "dead"
"""In place of a worker's number, in the name of the file that holds those of all that have left."""


def fold(folder: Path, pid: int) -> bool:
    """Add what a dead worker counted to what the others had, and remove its files. False: somebody reads; try again."""
    with _locked(folder, fcntl.LOCK_EX | fcntl.LOCK_NB) as mine:
        if mine:
            for kind in KINDS:
                left = folder / f"{kind}_{pid}.db"
                if left.exists():
                    _add(left, to=folder / f"{kind}_{DEAD}.db")
                    left.unlink()
    return mine


@contextmanager
def held_still(folder: Path) -> Iterator[None]:
    """While files are read, none is folded: it would be counted twice, or be gone."""
    with _locked(folder, fcntl.LOCK_SH):
        yield


def _add(left: Path, *, to: Path) -> None:
    """All of it or nothing: the new sums take the place of the old at once."""
    sums = to.with_suffix(".new")
    sums.unlink(missing_ok=True)  # of a fold that died half-way
    if to.exists():
        shutil.copyfile(to, sums)
    kept = MmapedDict(str(sums))  # type: ignore[no-untyped-call]
    try:
        for key, value, _time, _place in MmapedDict.read_all_values_from_file(str(left)):  # type: ignore[no-untyped-call]
            before, _stamp = kept.read_value(key)  # type: ignore[no-untyped-call]
            kept.write_value(key, before + value, 0.0)  # type: ignore[no-untyped-call]
    finally:
        kept.close()  # type: ignore[no-untyped-call]
    sums.replace(to)


@contextmanager
def _locked(folder: Path, kind: int) -> Iterator[bool]:
    """Whether the lock of the folder was taken; the system frees that of a process that dies."""
    handle = os.open(folder / "lock", os.O_RDWR | os.O_CREAT, 0o600)
    try:
        try:
            fcntl.flock(handle, kind)
        except BlockingIOError:
            yield False
        else:
            yield True
    finally:
        os.close(handle)
