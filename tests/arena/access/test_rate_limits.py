"""Rate limits by voter, network and key, the pace at which votes count, and what the headers say."""

from __future__ import annotations

from pathlib import Path

import pytest

from service.arena.access import rate_limits
from service.arena.access.rate_limits import RateLimits
from service.arena.access.visitors import Visitor, named_visitor
from service.domain.rate_limits import Limit
from service.errors import TooMany
from tests.support.served.api import serving
from tests.support.votes.arenas import arena_services


async def passes(limits: RateLimits, visitor: Visitor, count: int) -> int:
    """Return how many of the visitor's next votes are taken."""
    passed = 0
    for _ in range(count):
        try:
            await limits.check_visitor(visitor, "vote")
        except TooMany as refused:
            assert refused.retry_after in range(1, 61)  # noqa: PT017 - every refusal, not one
        else:
            passed += 1
    return passed


@pytest.mark.anyio
async def test_each_voter_and_each_network_has_its_own(sqlite_url: str, tmp_path: Path) -> None:
    async with arena_services(sqlite_url, tmp_path, voter_limit=4, address_limit=10) as services:
        assert await passes(services.access.rate_limits, Visitor(1, 100), 9) == 4
        assert await passes(services.access.rate_limits, Visitor(2, 100), 9) == 4
        assert await passes(services.access.rate_limits, Visitor(3, 100), 9) == 2
        assert await passes(services.access.rate_limits, Visitor(4, 200), 9) == 4
        assert await passes(services.access.rate_limits, named_visitor(services, "anna", 1), 9) == 4
        await services.access.rate_limits.check_visitor(Visitor(1, 300), "undo")
        for _ in range(20):
            await services.access.rate_limits.check_visitor(Visitor(1, 300), "assign")
        with pytest.raises(TooMany, match="requests from you"):
            await services.access.rate_limits.check_visitor(Visitor(1, 300), "assign")


@pytest.mark.anyio
async def test_as_delivered_an_office_behind_one_address_votes_freely(
    sqlite_url: str, tmp_path: Path
) -> None:
    async with arena_services(sqlite_url, tmp_path) as services:
        for voter in range(40):
            assert await passes(services.access.rate_limits, Visitor(voter, 1), 30) == 30
            assert [await services.access.rate_limits.over_pace(Visitor(voter, 1)) for _ in range(60)] == [
                False
            ] * 60
            assert await services.access.rate_limits.over_pace(Visitor(voter, 1))


@pytest.mark.anyio
async def test_a_key_that_comes_too_often(sqlite_url: str, tmp_path: Path) -> None:
    async with arena_services(sqlite_url, tmp_path, key_limit=2) as services:
        await services.access.rate_limits.check_key(1)
        await services.access.rate_limits.check_key(1)
        await services.access.rate_limits.check_key(2)
        with pytest.raises(TooMany, match="this key"):
            await services.access.rate_limits.check_key(1)


@pytest.mark.anyio
async def test_zero_is_no_limit(sqlite_url: str, tmp_path: Path) -> None:
    none = {"voter_limit": 0, "address_limit": 0, "pace": 0, "key_limit": 0}
    async with arena_services(sqlite_url, tmp_path, **none) as services:
        assert await passes(services.access.rate_limits, Visitor(1, 1), 10_000) == 10_000
        for _ in range(1_000):
            assert not await services.access.rate_limits.over_pace(Visitor(1, 1))


def test_the_answer_says_when_to_come_again(sqlite_url: str, tmp_path: Path) -> None:
    with serving(sqlite_url, tmp_path, key_limit=2) as api:
        bodies = [{"slug": f"o{i}", "name": "O"} for i in range(3)]
        answers = [api.post("/api/v1/organizations", body) for body in bodies]
        assert [answer.status_code for answer in answers] == [201, 201, 429]
        wait = answers[2].headers["retry-after"]
        assert 20 < int(wait) <= 30
        assert answers[2].json()["type"] == "/problems/too-many-requests"
        assert f" {wait} s" in answers[2].json()["detail"]
        assert len(api.get("/api/v1/organizations").json()["items"]) == 2


def test_what_is_left_of_each_limit() -> None:
    assert rate_limits.headers() == []
    rate_limits.note(int(Limit.VOTER_VOTE), 300, 20.0)
    rate_limits.note(int(Limit.ADDRESS_VOTE), 1_200, None)
    assert rate_limits.headers() == [
        (b"ratelimit-policy", b'"voter-vote";q=300;w=60, "address-vote";q=1200;w=60'),
        (b"ratelimit", b'"voter-vote";r=200;t=20'),
    ]


def test_responses_to_requests_that_were_counted(sqlite_url: str, tmp_path: Path) -> None:
    with serving(sqlite_url, tmp_path, key_limit=3) as api:
        answers = [api.client.get("/v1/models", headers=api.key("generate")) for _ in range(4)]
        assert {answer.headers["RateLimit-Policy"] for answer in answers} == {'"key";q=3;w=60'}
        left = [answer.headers["RateLimit"].partition(";")[2].partition(";")[0] for answer in answers]
        assert left == ["r=2", "r=1", "r=0", "r=0"]
        assert (answers[-1].status_code, "Retry-After" in answers[-1].headers) == (429, True)
        assert "RateLimit-Policy" not in api.get("/api/v1/models").headers
