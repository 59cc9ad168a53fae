"""DELETE of a vote by the browser that cast it, and by nobody and nothing else."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from service.db.engine import WriteSession
from service.domain.votes import VoteRef
from tests.support.db.databases import on_sqlite
from tests.support.pages.visitors import browser
from tests.support.served.api import Api, in_write, serving
from tests.support.votes.arenas import add_arena, add_models, ballots
from tests.support.votes.ledgers import cast

ORIGINS = ({"origin": "https://evil.example"}, {"origin": "null"}, {"sec-fetch-site": "cross-site"})
TYPES = (
    None,
    "application/json",
    "application/json; charset=utf-8",
    "text/plain",
    "text/plain;charset=application/json",
    "application/x-www-form-urlencoded",
    "multipart/form-data; boundary=x",
    "application/octet-stream",
    "nonsense",
)


@pytest.fixture
def voted(database_url: str, tmp_path: Path) -> Iterator[Api]:
    """Yield a service with an arena and six votes of Anna's browser and Ben's in turn."""
    voters = [browser(tmp_path, name)[1] for name in ("anna", "ben")]

    def fill(session: WriteSession) -> None:
        add_models(session)
        votes = enumerate(ballots(6))
        cast(session, add_arena(session), [v._replace(voter=voters[i % 2], voted_at=None) for i, v in votes])

    in_write(database_url, fill)
    with serving(database_url, tmp_path) as api:
        yield api


def vote(position: int) -> str:
    return f"/api/v1/votes/{VoteRef(1, position).id}"


def voided(api: Api) -> list[int]:
    items = api.get("/api/v1/arenas/t2i/votes").json()["items"]
    return [item["position"] for item in items if item["voided_at"]]


def test_a_browser_undoes_its_own_vote(voted: Api, tmp_path: Path) -> None:
    anna, _ = browser(tmp_path, "anna")
    page = {"origin": str(voted.client.base_url).rstrip("/"), "sec-fetch-site": "same-origin"}
    before = voted.get("/api/v1/arenas/t2i/leaderboard").json()
    assert voted.client.delete(vote(5), headers={**anna, **page}).status_code == 204
    assert voted.client.delete(vote(5), headers=anna).status_code == 204
    assert voided(voted) == [5]
    assert voted.get("/api/v1/arenas/t2i/leaderboard").json()["votes"] == before["votes"] - 1


def test_others_cannot(voted: Api, tmp_path: Path) -> None:
    anna, _ = browser(tmp_path, "anna")
    stranger, _ = browser(tmp_path, "carl")
    statuses = [
        voted.client.delete(vote(2), headers=anna).status_code,
        voted.client.delete(vote(1), headers=stranger).status_code,
        voted.client.delete(vote(1)).status_code,
        voted.client.delete(vote(1), headers={"cookie": anna["cookie"][:-1] + "_"}).status_code,
        voted.client.delete(vote(1), headers={**anna, "authorization": "Bearer nonsense"}).status_code,
        voted.client.delete(vote(1), headers={**anna, **voted.key("votes")}).status_code,
        voted.client.delete(vote(7), headers=anna).status_code,
    ]
    assert statuses == [403, 403, 401, 401, 401, 403, 404]
    assert voided(voted) == []


@on_sqlite
@pytest.mark.parametrize("origin", ORIGINS)
def test_another_sites_page_cannot_in_the_voters_name(
    voted: Api, tmp_path: Path, origin: dict[str, str]
) -> None:
    anna, _ = browser(tmp_path, "anna")
    for kind in TYPES:
        headers = {**anna, **origin, **({"content-type": kind} if kind else {})}
        answer = voted.client.request("DELETE", vote(1), headers=headers, content=b'{"outcome": "left"}')
        assert (answer.status_code, answer.json()["type"]) == (403, "/problems/forbidden")
    assert voided(voted) == []
