"""How long a reader waits for the search server: one time for all the requests that a page or a search takes.

What the site does between two of them does not count, nor do writes: an index that is made again has its own time.
"""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

_spent: ContextVar[list[float] | None] = ContextVar("seconds_spent_for_a_reader", default=None)
"""The sum, in a list that whoever spends adds to; None where nobody waits."""


@contextmanager
def one_wait() -> Iterator[None]:
    """What is asked inside shares one time-out; within another wait, that one's."""
    if _spent.get() is not None:
        yield
        return
    token = _spent.set([0.0])
    try:
        yield
    finally:
        _spent.reset(token)


@contextmanager
def spending() -> Iterator[None]:
    """A request: its time is taken from that of the reader, if one waits."""
    spent, began = _spent.get(), time.monotonic()
    try:
        yield
    finally:
        if spent is not None:
            spent[0] += time.monotonic() - began


def left(most: float) -> float:
    """Seconds left of `most` for the reader who waits, none or less when they are over; all where nobody waits."""
    spent = _spent.get()
    return most if spent is None else most - spent[0]
