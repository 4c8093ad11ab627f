"""Why a run of faults stops before its end: a signal, or a fault that never ends. Nothing stops it in silence."""

import faulthandler
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

SIGNALS = (signal.SIGHUP, signal.SIGINT, signal.SIGTERM)


class Stopped(BaseException):
    """Not an `Exception`: the outbox keeps going on those. `code` is the exit code of the program."""

    def __init__(self, reason: str, *, code: int) -> None:
        super().__init__(reason)
        self.code = code


def listen() -> None:
    """Raise `Stopped` where a signal would end the program, and show where it was where one ends Python itself, as
    SIGBUS does when a mapped file shrinks.
    """
    faulthandler.enable()
    for number in SIGNALS:
        signal.signal(number, _stop)


def listen_no_more() -> None:
    """In a child, which dies of signals as programs do."""
    for number in SIGNALS:
        signal.signal(number, signal.SIG_DFL)


@contextmanager
def within(seconds: int) -> Iterator[None]:
    """Stop after that time, and say where every thread was; a thread that Python cannot interrupt ends the program."""
    faulthandler.dump_traceback_later(seconds + 60, exit=True)
    before = signal.signal(signal.SIGALRM, _stuck)
    signal.alarm(seconds)
    try:
        yield
    finally:
        signal.alarm(0)
        signal.signal(signal.SIGALRM, before)
        faulthandler.cancel_dump_traceback_later()


def _stop(number: int, _frame: FrameType | None) -> None:
    raise Stopped(f"signal {signal.Signals(number).name}", code=128 + number)


def _stuck(_number: int, _frame: FrameType | None) -> None:
    faulthandler.dump_traceback()
    raise Stopped("cette panne ne finit pas", code=1)
