"""One time for all the requests of a reader's search, and one for each of what nobody waits for."""

from collections.abc import Callable, Sequence
from typing import Any

import pytest
from django.http import HttpRequest, HttpResponse

from search.engines import patience
from search.engines.base import EngineUnavailable
from search.engines.breaker import Breaker
from search.engines.elastic_wire import Elsewhere, Wire
from search.middleware import OneWaitMiddleware

TIMEOUT = 1.5
AWAY = Elsewhere("refused")


class Clock:
    def __init__(self) -> None:
        self.now = 100.0

    def monotonic(self) -> float:
        return self.now


class Server:
    """Gives these answers in turn, each after so many seconds; remembers the time that it was given."""

    def __init__(self, clock: Clock, seconds: float, answers: Sequence[Any]) -> None:
        self.clock = clock
        self.seconds = seconds
        self.answers = list(answers)
        self.given: list[float] = []

    def request(self, *_sent: Any, timeout: float, **_others: Any) -> Any:
        self.given.append(round(timeout, 6))
        self.clock.now += self.seconds
        answer = self.answers.pop(0)
        if isinstance(answer, Exception):
            raise answer
        return answer


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    clock = Clock()
    monkeypatch.setattr(patience, "time", clock)
    return clock


def wire_to(server: Server, retries: int = 0) -> Wire:
    breaker = Breaker(failures=100, pause=0)
    return Wire(server, breaker=breaker, timeout=TIMEOUT, write_timeout=30.0, retries=retries)


def waited(wire: Wire) -> Callable[[], None]:
    @patience.one_wait()
    def ask_three_times() -> None:
        for _time in range(3):
            wire.read("/")

    return ask_three_times


def test_the_requests_of_a_search_share_its_time(clock: Clock) -> None:
    server = Server(clock, 0.4, [1, 2, 3] * 2)
    ask = waited(wire_to(server))
    ask()
    ask()
    assert server.given == [1.5, 1.1, 0.7] * 2


def test_a_search_ends_when_its_time_does(clock: Clock) -> None:
    server = Server(clock, 0.8, [1, 2, 3])
    with pytest.raises(EngineUnavailable):
        waited(wire_to(server))()
    assert server.given == [1.5, 0.7]


def test_a_search_within_another_has_no_time_of_its_own(clock: Clock) -> None:
    server = Server(clock, 0.2, [0, 1, 2, 3])
    wire = wire_to(server)
    with patience.one_wait():
        wire.read("/")
        waited(wire)()
    assert server.given == [1.5, 1.3, 1.1, 0.9]


def test_only_what_is_read_of_the_server_takes_of_the_time(clock: Clock) -> None:
    """Neither what the site does meanwhile nor an index that it makes again."""
    server = Server(clock, 0.2, [1, 2, 3])
    wire = wire_to(server)
    with patience.one_wait():
        wire.read("/")
        clock.now += 60
        wire.write("POST", "/_bulk", "{}")
        wire.read("/")
    assert server.given == [1.5, 30.0, 1.3]
    assert patience.left(TIMEOUT) == TIMEOUT


def test_a_server_is_not_asked_what_it_has_no_time_for(clock: Clock) -> None:
    """Nor taken for one that fails: it was not asked."""
    server = Server(clock, 1.45, [1, 2])
    wire = Wire(server, breaker=Breaker(failures=1, pause=3600), timeout=TIMEOUT, write_timeout=30.0)
    with patience.one_wait():
        wire.read("/")
        with pytest.raises(EngineUnavailable):
            wire.read("/")
    assert wire.read("/") == 2
    assert server.given == [1.5, 1.5]


def test_another_server_is_asked_while_there_is_time(clock: Clock) -> None:
    server = Server(clock, 0.5, [AWAY, AWAY, 7])
    with patience.one_wait():
        assert wire_to(server, retries=2).read("/") == 7
    assert server.given == [1.5, 1.0, 0.5]
    slow = Server(clock, 0.8, [AWAY] * 3)
    with patience.one_wait(), pytest.raises(EngineUnavailable):
        wire_to(slow, retries=2).read("/")
    assert slow.given == [1.5, 0.7]


def test_what_nobody_waits_for_has_its_whole_time_at_each_try(clock: Clock) -> None:
    server = Server(clock, 20, [AWAY, AWAY, AWAY])
    with pytest.raises(Elsewhere):
        wire_to(server, retries=2).write("POST", "/_bulk", "{}")
    assert server.given == [30.0, 30.0, 30.0]
    silent = Server(clock, 20, [EngineUnavailable("time-out")])
    with pytest.raises(EngineUnavailable):
        wire_to(silent, retries=2).read("/")
    assert silent.given == [TIMEOUT]


def test_a_page_that_asks_twice_waits_once(clock: Clock) -> None:
    server = Server(clock, 0.5, [{}, {}])
    ask = patience.one_wait()(wire_to(server).read)

    def page(_request: HttpRequest) -> HttpResponse:
        ask("/")
        ask("/")
        return HttpResponse()

    OneWaitMiddleware(page)(HttpRequest())
    assert server.given == [TIMEOUT, TIMEOUT - 0.5]
