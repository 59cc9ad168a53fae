"""The breaker: when calls pass, on a clock that the test turns."""

from __future__ import annotations

import asyncio
import logging

import pytest

from service.providers.breaker import Breaker
from service.providers.protocol import ProviderError

DOWN = ProviderError("unavailable", "down", retryable=True)


class Clock:
    """A clock that stands until it is turned."""

    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def breaker(clock: Clock) -> Breaker:
    return Breaker("luma", clock, failures=3, pause=30)


def call(breaker: Breaker, error: BaseException | None = None) -> str:
    """Make a call that ends so: ``done``, its error's code, or ``kept`` where the breaker kept it back."""
    made = False
    try:
        with breaker.passing():
            made = True
            if error:
                raise error
    except ProviderError as caught:
        return caught.code if made else "kept"
    return "done"


def test_it_opens_after_so_many_failures_in_a_row(breaker: Breaker) -> None:
    assert [call(breaker, DOWN) for _ in range(2)] == ["unavailable"] * 2
    assert call(breaker) == "done"
    assert [call(breaker, DOWN) for _ in range(3)] == ["unavailable"] * 3
    assert [call(breaker) for _ in range(3)] == ["kept"] * 3


def test_the_log_says_so(breaker: Breaker, clock: Clock, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO, "arena")
    for error in [DOWN, None, DOWN, DOWN]:
        call(breaker, error)
    assert not caplog.messages
    call(breaker, DOWN)
    clock.now += 30
    call(breaker)
    call(breaker)
    assert caplog.messages == [
        "luma failed 3 times in a row and gets no calls for 30 s; last error: down",
        "luma works again",
    ]


def test_it_says_when_to_come_again(breaker: Breaker, clock: Clock) -> None:
    for _ in range(3):
        call(breaker, DOWN)
    clock.now += 10
    with pytest.raises(ProviderError, match="luma failed 3 times in a row") as caught, breaker.passing():
        pass
    assert (caught.value.code, caught.value.retryable, caught.value.retry_after) == ("unavailable", True, 20)


def test_after_a_pause_one_call_tries(breaker: Breaker, clock: Clock) -> None:
    for _ in range(3):
        call(breaker, DOWN)
    clock.now += 30
    with breaker.passing():
        assert call(breaker) == "kept"
    assert [call(breaker) for _ in range(3)] == ["done"] * 3


def test_a_try_that_fails_opens_it_again(breaker: Breaker, clock: Clock) -> None:
    for _ in range(3):
        call(breaker, DOWN)
    clock.now += 30
    assert call(breaker, DOWN) == "unavailable"
    assert call(breaker) == "kept"
    clock.now += 30
    assert call(breaker) == "done"


def test_a_try_whose_caller_goes_leaves_the_place_to_another(breaker: Breaker, clock: Clock) -> None:
    for _ in range(3):
        call(breaker, DOWN)
    clock.now += 30
    with pytest.raises(asyncio.CancelledError):
        call(breaker, asyncio.CancelledError())
    assert call(breaker, DOWN) == "unavailable"
    assert call(breaker) == "kept"


@pytest.mark.parametrize("code", ["timed-out", "bad-answer", "no-answer"])
def test_what_is_a_failure(breaker: Breaker, code: str) -> None:
    for _ in range(3):
        call(breaker, ProviderError(code, "failed", retryable=True))
    assert call(breaker) == "kept"


@pytest.mark.parametrize("code", ["refused", "invalid"])
def test_who_refuses_is_well(breaker: Breaker, code: str) -> None:
    for error in [DOWN, DOWN, ProviderError(code, "no"), DOWN, DOWN]:
        call(breaker, error)
    assert call(breaker) == "done"


@pytest.mark.parametrize("code", ["rate-limited", "not-configured", "bad-image", "failed"])
def test_what_says_nothing_of_the_vendors_health(breaker: Breaker, code: str) -> None:
    for _ in range(5):
        call(breaker, ProviderError(code, "no", retryable=True))
    for error in [DOWN, DOWN, ProviderError(code, "no", retryable=True), DOWN]:
        call(breaker, error)
    assert call(breaker) == "kept"
