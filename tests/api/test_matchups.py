"""Voting over HTTP: by browsers with a cookie, by programs with a key, and by no other site's page."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from service.arena.access.visitors import COOKIE
from service.db.engine import WriteSession
from service.domain.matchups import MOST_UNDOS
from tests.support.db.databases import on_sqlite
from tests.support.runs.waiting import wait_until
from tests.support.served.api import Api, client_of, in_write, serving
from tests.support.votes.arenas import add_arena, add_models
from tests.support.votes.voting import hang

MATCHUPS = "/api/v1/arenas/t2i/matchups"


@pytest.fixture
def voting(database_url: str, tmp_path: Path) -> Iterator[Api]:
    """Yield a service with an arena of four models and six prompts."""

    def fill(session: WriteSession) -> None:
        add_models(session)
        hang(session, add_arena(session), 6, (0, 1, 2, 3))

    in_write(database_url, fill)
    with serving(database_url, tmp_path) as api:
        yield api


def log(api: Api) -> list[dict[str, Any]]:
    items: list[dict[str, Any]] = api.get("/api/v1/arenas/t2i/votes").json()["items"]
    return items


def dealt(api: Api, **asked: str) -> dict[str, Any]:
    answer = api.client.post(MATCHUPS, json=asked)
    assert answer.status_code == 201, answer.text
    found: dict[str, Any] = answer.json()
    return found


def path(matchup: dict[str, Any], end: str = "vote") -> str:
    return f"/api/v1/matchups/{matchup['id']}/{end}"


def test_a_browser_votes(voting: Api) -> None:
    asked = voting.client.post(MATCHUPS, json={"theme": "people"})
    assert asked.status_code == 201
    assert asked.headers["cache-control"] == "no-store"
    assert asked.headers["set-cookie"].startswith(f"{COOKIE}=")
    matchup = asked.json()
    assert list(matchup) == ["id", "arena", "prompt", "left", "right", "expires_at"]
    assert matchup["prompt"]["themes"] == ["people"]
    again = voting.client.post(MATCHUPS, json={})
    assert (again.status_code, again.json()) == (200, matchup)
    assert "set-cookie" not in again.headers
    ahead = dealt(voting, after=matchup["id"])
    assert ahead["id"] != matchup["id"]
    answer = voting.client.post(path(matchup), json={"outcome": "left"})
    assert answer.status_code == 201
    assert answer.json()["left"]["after"]["mu"] > 25 > answer.json()["right"]["after"]["mu"]
    repeated = voting.client.post(path(matchup), json={"outcome": "left"})
    assert (repeated.status_code, repeated.json()) == (200, answer.json())
    other = voting.client.post(path(matchup), json={"outcome": "tie"})
    assert (other.status_code, other.json()["type"]) == (409, "/problems/already-voted")
    assert voting.client.post(MATCHUPS, json={}).json() == ahead
    skipped = voting.client.post(path(ahead, "skip"))
    assert (skipped.status_code, skipped.content) == (204, b"")
    gone = voting.client.post(path(ahead), json={"outcome": "tie"})
    assert (gone.status_code, gone.json()["type"]) == (410, "/problems/gone")
    assert voting.client.delete(f"/api/v1/votes/{answer.json()['id']}").status_code == 204
    assert [vote["voided_at"] is None for vote in log(voting)] == [False]


def test_a_program_votes_for_those_it_names(voting: Api) -> None:
    asked = voting.post(MATCHUPS, {"voter": "anna"}, "votes")
    assert asked.status_code == 201
    assert "set-cookie" not in asked.headers
    assert voting.post(MATCHUPS, {}, "votes").status_code == 422
    assert voting.post(MATCHUPS, {"voter": "anna"}, "catalog").status_code == 403
    ben = voting.post(path(asked.json()), {"outcome": "left", "voter": "ben"}, "votes")
    assert ben.status_code == 403
    assert voting.client.post(path(asked.json()), json={"outcome": "left"}).status_code == 403
    assert voting.post(path(asked.json()), {"outcome": "left"}, "votes").status_code == 201
    next_ = voting.post(MATCHUPS, {"voter": "anna"}, "votes").json()
    assert voting.post(path(next_, "skip"), {"voter": "anna"}, "votes").status_code == 204
    mine = dealt(voting)
    assert voting.post(path(mine), {"outcome": "left"}, "votes").status_code == 403
    assert voting.client.post(path(mine), json={"outcome": "left", "voter": "x"}).status_code == 422
    assert len(log(voting)) == 1


def test_another_visitor_cannot(voting: Api) -> None:
    matchup = dealt(voting)
    with client_of(voting.base) as other:
        assert other.post(path(matchup), json={"outcome": "left"}).status_code == 403
        assert other.post(path(matchup, "skip"), json={}).status_code == 403
        other.post(MATCHUPS, json={})
        assert other.post(path(matchup), json={"outcome": "left"}).status_code == 403
    assert log(voting) == []


@on_sqlite
@pytest.mark.parametrize(
    "origin",
    [
        {"origin": "https://evil.example"},
        {"origin": "null"},
        {"sec-fetch-site": "cross-site"},
        {"sec-fetch-site": "same-site"},
    ],
)
def test_another_sites_page_cannot_in_the_voters_name(voting: Api, origin: dict[str, str]) -> None:
    matchup = dealt(voting)
    kinds = ["application/json", "text/plain", "application/x-www-form-urlencoded", "multipart/form-data", ""]
    for kind in kinds:
        headers = {**origin, "content-type": kind} if kind else origin
        for end, body in (("vote", b'{"outcome": "left"}'), ("vote", b"outcome=left"), ("skip", b"")):
            answer = voting.client.post(path(matchup, end), content=body, headers=headers)
            assert (answer.status_code, answer.json()["type"]) == (403, "/problems/forbidden")
        assert voting.client.post(MATCHUPS, content=b"{}", headers=headers).status_code == 403
    assert log(voting) == []
    assert voting.client.post(MATCHUPS, json={}).json() == matchup


def test_json_only(voting: Api) -> None:
    matchup = dealt(voting)
    page = {"origin": voting.base, "sec-fetch-site": "same-origin"}
    for kind in ("text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x"):
        headers = {**page, "content-type": kind}
        answer = voting.client.post(path(matchup), content=b'{"outcome": "left"}', headers=headers)
        assert answer.status_code == 415
    assert log(voting) == []
    assert voting.client.post(path(matchup), json={"outcome": "left"}, headers=page).status_code == 201


def test_too_fast_is_told_when_to_go_on(database_url: str, tmp_path: Path) -> None:
    def fill(session: WriteSession) -> None:
        add_models(session)
        hang(session, add_arena(session), 6, (0, 1, 2, 3))

    in_write(database_url, fill)
    with serving(database_url, tmp_path, voter_limit=2) as api:
        statuses = [api.client.post(MATCHUPS, json={}).status_code for _ in range(12)]
        assert statuses[:10] == [201] + [200] * 9
        assert statuses[10:] == [429, 429]
        refused = api.client.post(MATCHUPS, json={})
        assert int(refused.headers["retry-after"]) >= 1


def test_nothing_to_deal(voting: Api) -> None:
    answer = voting.client.post(MATCHUPS, json={"theme": "nothing"})
    assert (answer.status_code, answer.json()["type"]) == (404, "/problems/no-matchup-available")
    assert "theme=nothing" in answer.json()["detail"]
    assert voting.client.post("/api/v1/arenas/none/matchups", json={}).status_code == 404


def test_an_arena_says_when_it_reveals(voting: Api) -> None:
    arena = "/api/v1/arenas/t2i"
    voting.patch(arena, {"example_share": 100})
    by_arena = (2, [(False, 1), (True, 0), (False, 1)], [False, False, True]), (0, [(False, None)], [True])
    for after, told, hidden in by_arena:
        assert voting.patch(arena, {"reveal_after": after}).json()["reveal_after"] == after
        wait_until(partial(is_told_first, voting, told[0]), "the pool learns of it")
        voting.client.cookies.clear()
        assert [dealt_and_voted(voting) for _ in told] == told
        own = voting.client.get("/me").text
        assert own.count("/prompts/") == hidden.count(False)
        assert own.count("The models are not revealed") == sum(hidden)
        data = voting.client.get("/me/data.json").json()
        assert [vote["model_left"] is None for vote in data["votes"]] == hidden
        assert sum(matchup["left"] is None for matchup in data["matchups"]) == sum(hidden)
    voting.patch(arena, {"reveal_after": 1, "example_share": 0})
    wait_until(partial(is_told_first, voting, (True, 0), public=False), "the pool learns of that")
    assert "/prompts/" not in voting.client.get("/me").text
    assert voting.client.patch(arena, json={"reveal_after": -1}, headers=voting.key()).status_code == 422
    assert voting.client.patch(arena, json={"example_share": 101}, headers=voting.key()).status_code == 422


def is_told_first(api: Api, told: tuple[bool, int | None], *, public: bool = True) -> bool:
    """Return whether this is what a new voter is told after the first vote."""
    api.client.cookies.clear()
    return dealt_and_voted(api, public=public) == told


def dealt_and_voted(api: Api, *, public: bool = True) -> tuple[bool, int | None]:
    """Vote on a new matchup; return whether its models are revealed, and in how many votes they are."""
    reveal = api.client.post(path(dealt(api)), json={"outcome": "left"}).json()
    assert (reveal["left"] is None) == (reveal["right"] is None)
    told = reveal["left"] is not None
    if (reveal["prompt_id"] is not None) != (public and told):
        return told, -1  # not yet what the arena says now
    return told, reveal["reveals_in"]


def test_undoing_is_budgeted_and_counts_as_skipping(voting: Api) -> None:
    votes = [voting.client.post(path(dealt(voting)), json={"outcome": "tie"}).json() for _ in range(12)]
    undone = [voting.client.delete(f"/api/v1/votes/{vote['id']}").status_code for vote in votes]
    assert undone == [204] * MOST_UNDOS + [429] * 2
    # Of 20 skips and one for each of 12 votes, ten votes and ten undone matchups are gone.
    skipped = [voting.client.post(path(dealt(voting), "skip"), json={}).status_code for _ in range(13)]
    assert skipped == [204] * 12 + [429]
