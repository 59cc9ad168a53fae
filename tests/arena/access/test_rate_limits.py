"""Rate limits by voter, network and key, the pace at which votes count, and the meter behind them."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.arena.access.rate_limits import Meter, RateLimits
from service.arena.access.visitors import Visitor, named_visitor
from service.errors import TooMany
from tests.support.api import serving
from tests.support.arenas import arena_services


def passes(limits: RateLimits, visitor: Visitor, count: int) -> int:
    """Return how many of the visitor's next votes are taken."""
    passed = 0
    for _ in range(count):
        try:
            limits.check_visitor(visitor, "vote")
        except TooMany as refused:
            assert refused.retry_after in range(1, 61)  # noqa: PT017 - every refusal, not one
        else:
            passed += 1
    return passed


@pytest.mark.anyio
async def test_each_voter_and_each_network_has_its_own(sqlite_url: str, tmp_path: Path) -> None:
    async with arena_services(sqlite_url, tmp_path, voter_limit=4, address_limit=10) as services:
        assert passes(services.access.rate_limits, Visitor(1, 100), 9) == 4
        assert passes(services.access.rate_limits, Visitor(2, 100), 9) == 4
        assert passes(services.access.rate_limits, Visitor(3, 100), 9) == 2
        assert passes(services.access.rate_limits, Visitor(4, 200), 9) == 4
        assert passes(services.access.rate_limits, named_visitor(services, "anna"), 9) == 4
        services.access.rate_limits.check_visitor(Visitor(1, 300), "undo")
        for _ in range(20):
            services.access.rate_limits.check_visitor(Visitor(1, 300), "assign")
        with pytest.raises(TooMany, match="requests from you"):
            services.access.rate_limits.check_visitor(Visitor(1, 300), "assign")


@pytest.mark.anyio
async def test_as_delivered_an_office_behind_one_address_votes_freely(
    sqlite_url: str, tmp_path: Path
) -> None:
    async with arena_services(sqlite_url, tmp_path) as services:
        for voter in range(40):
            assert passes(services.access.rate_limits, Visitor(voter, 1), 30) == 30
            assert [services.access.rate_limits.over_pace(Visitor(voter, 1)) for _ in range(60)] == [
                False
            ] * 60
            assert services.access.rate_limits.over_pace(Visitor(voter, 1))


@pytest.mark.anyio
async def test_a_key_that_comes_too_often(sqlite_url: str, tmp_path: Path) -> None:
    async with arena_services(sqlite_url, tmp_path, key_limit=2) as services:
        services.access.rate_limits.check_key(1)
        services.access.rate_limits.check_key(1)
        services.access.rate_limits.check_key(2)
        with pytest.raises(TooMany, match="this key"):
            services.access.rate_limits.check_key(1)


@pytest.mark.anyio
async def test_zero_is_no_limit(sqlite_url: str, tmp_path: Path) -> None:
    none = {"voter_limit": 0, "address_limit": 0, "pace": 0, "key_limit": 0}
    async with arena_services(sqlite_url, tmp_path, **none) as services:
        assert passes(services.access.rate_limits, Visitor(1, 1), 10_000) == 10_000
        assert not any(services.access.rate_limits.over_pace(Visitor(1, 1)) for _ in range(1_000))


def test_the_answer_says_when_to_come_again(sqlite_url: str, tmp_path: Path) -> None:
    with serving(sqlite_url, tmp_path, key_limit=2) as api:
        bodies = [{"slug": f"o{i}", "name": "O"} for i in range(3)]
        answers = [api.post("/api/v1/organizations", body) for body in bodies]
        assert [answer.status_code for answer in answers] == [201, 201, 429]
        assert answers[2].headers["retry-after"] == "30"
        assert answers[2].json()["type"] == "/problems/too-many-requests"
        assert "30 s" in answers[2].json()["detail"]
        assert len(api.get("/api/v1/organizations").json()["items"]) == 2


class Clock:
    def __init__(self) -> None:
        self.now = 1_000.0

    def __call__(self) -> float:
        return self.now


def test_a_minutes_worth_at_once_and_then_evenly() -> None:
    clock = Clock()
    meter = Meter(clock)
    assert [meter.take("anna", 60) for _ in range(60)] == [0.0] * 60
    assert meter.take("anna", 60) == pytest.approx(1)
    assert meter.take("ben", 60) == 0
    clock.now += 0.4
    assert meter.take("anna", 60) == pytest.approx(0.6)
    clock.now += 0.61
    assert meter.take("anna", 60) == 0
    assert meter.take("anna", 60) > 0
    clock.now += 10
    assert [meter.take("anna", 60) > 0 for _ in range(11)] == [False] * 10 + [True]


def test_what_was_refused_costs_nothing() -> None:
    clock = Clock()
    meter = Meter(clock)
    waits = [meter.take("anna", 2) for _ in range(100)]
    assert waits[:2] == [0, 0]
    assert waits[2:] == pytest.approx([30] * 98)


def test_no_limit_counts_nothing() -> None:
    meter = Meter()
    assert {meter.take("anna", 0) for _ in range(1_000)} == {0.0}
    assert len(meter) == 0


@given(st.lists(st.floats(0, 100), max_size=200), st.integers(1, 20))
def test_never_more_than_twice_the_limit_in_any_minute_however_they_come(
    pauses: list[float], limit: int
) -> None:
    clock = Clock()
    meter = Meter(clock)
    taken: list[float] = []
    for pause in pauses:
        clock.now += pause
        if meter.take("anna", limit) == 0:
            taken.append(clock.now)
    for at in taken:
        assert sum(at <= other < at + 60 for other in taken) <= 2 * limit


def test_silent_subjects_are_forgotten_and_busy_ones_are_not() -> None:
    clock = Clock()
    meter = Meter(clock)
    for second in range(600):
        clock.now += 1
        for number in range(10):
            assert meter.take((second, number), 5) == 0
        assert (meter.take("busy", 1) == 0) == (second % 60 == 0)
        assert len(meter) <= 10 * 123 + 2
    clock.now += 500
    assert meter.take("busy", 1) == 0
    assert len(meter) == 1
