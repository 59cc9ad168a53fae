"""The headers that say how many requests are left."""

from __future__ import annotations

from pathlib import Path

from service.arena.access import allowances
from service.domain.rate_limits import Limit
from tests.support.api import serving


def test_what_is_left_of_each_limit() -> None:
    assert allowances.headers() == []
    allowances.note(int(Limit.VOTER_VOTE), 300, 20.0)
    allowances.note(int(Limit.ADDRESS_VOTE), 1_200, None)
    assert allowances.headers() == [
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
