"""Ask no more of a server that does not answer: refuse at once, and let one request try again from time to time."""

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from search.engines.base import EngineUnavailable


class Breaker:
    """Opens after `failures` in a row; then one caller each `pause` seconds is let through, and a success closes it.

    Its state is that of one process: each worker of the site finds out for itself, and none waits for another.
    """

    def __init__(self, *, failures: int, pause: float, clock: Callable[[], float] = time.monotonic) -> None:
        self._failures = failures
        self._pause = pause
        self._clock = clock
        self._lock = threading.Lock()
        self._failed = 0
        self._next_try = 0.0

    @contextmanager
    def guarding(self) -> Iterator[None]:
        """EngineUnavailable without trying while open; an EngineUnavailable from inside is a failure."""
        self._enter()
        try:
            yield
        except EngineUnavailable:
            self._fail()
            raise
        with self._lock:
            self._failed = 0

    def _enter(self) -> None:
        with self._lock:
            if self._failed < self._failures:
                return
            if self._clock() < self._next_try:
                raise EngineUnavailable("it did not answer lately: waiting before the next try")
            self._next_try = self._clock() + self._pause

    def _fail(self) -> None:
        with self._lock:
            self._failed += 1
            self._next_try = self._clock() + self._pause
