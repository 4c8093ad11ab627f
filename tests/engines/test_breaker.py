"""Asking no more of a server that does not answer, and trying again."""

import pytest

from search.engines.base import EngineUnavailable
from search.engines.breaker import Breaker


class Clock:
    now = 0.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def breaker(clock: Clock) -> Breaker:
    return Breaker(failures=2, pause=10, clock=clock)


def fails(breaker: Breaker) -> bool:
    """Whether a failing request was really tried."""
    tried: list[bool] = []

    def ask() -> None:
        with breaker.guarding():
            tried.append(True)
            raise EngineUnavailable("no answer")

    with pytest.raises(EngineUnavailable):
        ask()
    return bool(tried)


def succeeds(breaker: Breaker) -> None:
    with breaker.guarding():
        pass


def test_it_opens_after_failures_in_a_row_and_one_request_tries_again(breaker: Breaker, clock: Clock) -> None:
    assert [fails(breaker) for _ in range(4)] == [True, True, False, False]
    clock.now = 10
    assert [fails(breaker) for _ in range(2)] == [True, False]
    clock.now = 20
    succeeds(breaker)
    assert [fails(breaker) for _ in range(3)] == [True, True, False]


def test_only_one_request_tries_at_a_time(breaker: Breaker, clock: Clock) -> None:
    for _ in range(2):
        fails(breaker)
    clock.now = 10
    with breaker.guarding():
        assert not fails(breaker)
    assert fails(breaker)


def test_a_success_forgets_failures(breaker: Breaker) -> None:
    for _ in range(3):
        assert fails(breaker)
        succeeds(breaker)


def test_an_answer_of_the_server_is_no_failure(breaker: Breaker) -> None:
    for _ in range(3):
        with pytest.raises(ValueError, match="refused"), breaker.guarding():
            raise ValueError("refused")
    succeeds(breaker)
