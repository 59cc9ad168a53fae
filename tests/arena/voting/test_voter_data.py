"""A voter's data: all of it, nobody else's, and no model that the voter must not know yet."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from service.arena.access.visitors import Visitor
from service.arena.access.voters import code_of
from service.arena.integrity import flags, holding, scanning
from service.arena.services import Services
from service.arena.votes.undo import undo
from service.arena.voting.matchups import assign, skip, vote
from service.arena.voting.voter_data import VoterData, export_own, of_voter
from service.errors import TooMany
from service.http.schemas.voter_data import VoterDataOut
from tests.support.votes.arenas import arena_services, ballots, submit
from tests.support.votes.rankings import ranked
from tests.support.votes.rigged_arenas import ROBOT, ROBOT_VOTES, add_rigged
from tests.support.votes.voting import ANNA, BEN, pictured, rows

pytestmark = pytest.mark.anyio


def as_json(data: VoterData) -> dict[str, Any]:
    exported: dict[str, Any] = json.loads(VoterDataOut.model_validate(data).to_json())
    return exported


async def vote_twice(services: Services, visitor: Visitor) -> list[int]:
    """Vote on two matchups, undo the second vote, skip the next matchup and leave one open."""
    votes = [
        (await vote(services, visitor, (await assign(services, visitor, "t2i")).id, "left")).id
        for _ in range(2)
    ]
    await undo(services, visitor, votes[1])
    await skip(services, visitor, (await assign(services, visitor, "t2i")).id)
    await assign(services, visitor, "t2i")
    return votes


async def test_all_of_one_voter_and_no_model_before_the_vote(database_url: str, tmp_path: Path) -> None:
    async with arena_services(database_url, tmp_path) as services:
        arena = await pictured(services)
        votes = await vote_twice(services, ANNA)
        theirs = await vote_twice(services, BEN)
        data = await export_own(services, ANNA)
        whole = await services.database.read(of_voter, services.secret, ANNA.voter)
        assert (data.votes, data.matchups) == (whole.votes, whole.matchups)
        exported = as_json(data)
        assert exported["voter"] == code_of(ANNA.voter)
        assert [one["id"] for one in exported["votes"]] == votes
        assert not {one["id"] for one in exported["votes"]} & set(theirs)
        assert [one["excluded"] for one in exported["votes"]] == [None, "undone"]
        assert {one["arena"] for one in (*exported["votes"], *exported["matchups"])} == {arena.slug}
        (today,) = exported["turnouts"]
        assert (today["arena"], today["votes"], today["counted"]) == (arena.slug, 2, 2)
        matchups = exported["matchups"]
        assert [one["state"] for one in matchups] == ["voted", "voted", "skipped", "open"]
        assert [one["vote"] for one in matchups] == [*votes, None, None]
        for one, row in zip(matchups, await rows(services), strict=False):
            assert row["voter"] == ANNA.voter
            assert one["response_ms"] == row["response_ms"]
            assert int(str(one["network"]), 16) == int(str(row["address"])) % (1 << 64)
        assert all(one["left"] and one["right"] for one in matchups[:2])
        for one in matchups[2:]:
            assert (one["left"], one["right"]) == (None, None)
            shown = json.dumps(one)
            assert not any(name in shown for name in ("model", "image", '"m0"', '"m1"', '"m2"', '"m3"'))


async def test_votes_that_a_program_reported(sqlite_url: str, tmp_path: Path) -> None:
    async with arena_services(sqlite_url, tmp_path) as services:
        arena = await pictured(services)
        given = [one._replace(voter=1 + i % 2, external_id=f"x{i}") for i, one in enumerate(ballots(6))]
        await submit(services, arena, given)
        exported = as_json(await services.database.read(of_voter, services.secret, 2))
        assert [one["external_id"] for one in exported["votes"]] == ["x1", "x3", "x5"]
        assert [one["model_left"] for one in exported["votes"]] == [one.model_left for one in given[1::2]]
        assert {(one["models"], one["ranks"]) for one in exported["votes"]} == {(None, None)}
        assert exported["matchups"] == []
        await submit(services, arena, [ranked(["m2", "m0", "m1"], [1, 2, 2])._replace(voter=9)])
        (one,) = as_json(await services.database.read(of_voter, services.secret, 9))["votes"]
        assert (one["outcome"], one["models"], one["ranks"]) == ("ranked", ["m2", "m0", "m1"], [1, 2, 2])
        assert (await services.database.read(of_voter, services.secret, 3)).empty


async def test_flags_about_the_voter(sqlite_url: str, tmp_path: Path) -> None:
    async with arena_services(sqlite_url, tmp_path) as services:
        await services.database.write(lambda session: add_rigged(session, on_evidence="flag"))
        await scanning.scan(services, "t2i")
        whole = await services.database.read(of_voter, services.secret, ROBOT)
        kinds = {flag.kind: flag for flag in whole.flags}
        assert kinds["constant"].evidence.startswith(f"{ROBOT_VOTES} votes in a row")
        assert {flag.state for flag in whole.flags} == {"open"}
        robot = Visitor(ROBOT, None)
        assert (await export_own(services, robot)).flags == []
        (number,) = [
            flag.id for flag in await services.database.read(flags.of_arena, "t2i") if flag.kind == "constant"
        ]
        await services.database.write(holding.hold, number)
        (own,) = as_json(await export_own(services, robot))["flags"]
        assert (own["arena"], own["kind"], own["votes"], own["state"]) == ("t2i", "constant", 24, "held")


async def test_it_is_limited(sqlite_url: str, tmp_path: Path) -> None:
    async with arena_services(sqlite_url, tmp_path, voter_limit=50) as services:
        assert (await export_own(services, ANNA)).empty
        with pytest.raises(TooMany):
            await export_own(services, ANNA)
