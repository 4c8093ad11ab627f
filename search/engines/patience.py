"""How long a reader waits for the search engine: one time for all the requests that the search takes."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

_began: ContextVar[float | None] = ContextVar("reader_waits_since", default=None)


@contextmanager
def one_wait() -> Iterator[None]:
    """What is asked inside shares one time-out; within another wait, that one's."""
    if _began.get() is not None:
        yield
        return
    token = _began.set(time.monotonic())
    try:
        yield
    finally:
        _began.reset(token)


def begin_again() -> None:
    """The engine was mended meanwhile: a wait, if there is one, starts from now."""
    if _began.get() is not None:
        _began.set(time.monotonic())


def left(most: float) -> float:
    """Seconds left of `most` since the wait began, none or less when it is over; all of them where nobody waits."""
    began = _began.get()
    return most if began is None else began + most - time.monotonic()
