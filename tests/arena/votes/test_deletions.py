"""Deletion of a voter: the boards are those of logs without the votes, and nothing leads back."""

from __future__ import annotations

from pathlib import Path

from sqlalchemy import select

from service.arena.access import audit
from service.arena.access.visitors import Visitor
from service.arena.integrity import flags, holding
from service.arena.recording.recount import check, void
from service.arena.votes.deletions import (
    REASON,
    DeletionPlan,
    OwnVotes,
    Traces,
    delete,
    delete_own,
    plan,
    traces,
)
from service.db.engine import WriteSession
from service.db.queries import arenas, voters
from service.db.queries.votes import SELECT
from service.db.tables.votes import votes
from service.db.tables.voting import matchups
from service.domain.arenas import Arena
from service.domain.paging import Page
from service.domain.votes import Ballot, Exclusion
from tests.support.votes.arenas import add_arena, add_models, arena_services, ballots, checked, named
from tests.support.votes.dealt import deal
from tests.support.votes.ledgers import cast, inside, reread, state
from tests.support.votes.own_votes import VOTERS, shared_out, voted_arena


def of_two_voters(count: int) -> list[Ballot]:
    return [vote._replace(voter=1 + i % 2) for i, vote in enumerate(named(ballots(count, days=4), "theirs"))]


def matches(session: WriteSession, arena: Arena) -> None:
    assert check(session, reread(session, arena.id)).differences == 0


def test_every_board_is_as_if_the_voter_had_never_come(shared_url: str) -> None:
    def work(session: WriteSession) -> None:
        add_models(session)
        given = of_two_voters(60)
        one, two, twin = (add_arena(session, slug) for slug in ("one", "two", "twin"))
        for arena in (one, two):
            cast(session, arena, given)
        cast(session, twin, given[1::2])
        deal(session, 1, arena_id=one.id, position=1)
        assert delete(session, 1) == Traces(60, 2, 1)
        assert state(session, one.id) == state(session, two.id) == state(session, twin.id)
        for arena in (one, two, twin):
            matches(session, arena)
        assert (traces(session, 1), traces(session, 2)) == (Traces(0, 0, 0), Traces(90, 3, 0))
        gone = session.execute(SELECT.where(votes.c.voter.is_(None))).all()
        kinds = {(row.external_id, row.void_reason, row.exclusion) for row in gone}
        assert kinds == {(None, REASON, Exclusion.VOTER_DELETED)}
        assert len(gone) == 60
        assert session.execute(select(matchups.c.voter, matchups.c.address)).one() == (None, None)

    inside(shared_url, work)


def test_votes_that_were_void_keep_their_reason_and_lose_their_voter(shared_url: str) -> None:
    def work(session: WriteSession) -> None:
        add_models(session)
        arena, other = add_arena(session), add_arena(session, "other")
        cast(session, arena, of_two_voters(4))
        void(session, reread(session, arena.id), [1, 3], "a bot")
        before = {one.id: one.revision for one in arenas.every(session)}
        assert delete(session, 1) == Traces(2, 1, 0)
        after = {one.id: one.revision for one in arenas.every(session)}
        # The log's answer has changed: ids of other systems are gone from it.
        assert after == {arena.id: before[arena.id] + 1, other.id: before[other.id]}
        rows = session.execute(SELECT.where(votes.c.voter.is_(None))).all()
        assert [(row.void_reason, row.external_id) for row in rows] == [("a bot", None)] * 2
        matches(session, arena)

    inside(shared_url, work)


def test_votes_can_be_cast_and_reported_again(shared_url: str) -> None:
    def work(session: WriteSession) -> None:
        add_models(session)
        arena = add_arena(session)
        cast(session, arena, of_two_voters(10))
        delete(session, 1)
        receipt = cast(session, arena, of_two_voters(10))
        assert (receipt.accepted, receipt.duplicates) == (5, 5)
        matches(session, arena)

    inside(shared_url, work)


def test_a_voter_on_matchups_is_found_by_them(shared_url: str) -> None:
    """The way that a voter's own deletion takes: an index, and no log read from end to end."""

    def work(session: WriteSession) -> None:
        given = shared_out(40)
        arena = voted_arena(session, given)
        twin, bystander = add_arena(session, "twin"), add_arena(session, "bystander")
        cast(session, twin, [vote for i, vote in enumerate(given) if i % 3])
        deal(session, 1, arena_id=arena.id, voter=VOTERS[0])
        before = {one.id: one.revision for one in arenas.every(session)}
        assert plan(session, VOTERS[0]) == DeletionPlan((OwnVotes("t2i", "T2I", 14, 0),), 15)
        assert delete(session, VOTERS[0], voters.positions_by_matchups) == Traces(14, 1, 15)
        assert state(session, arena.id) == state(session, twin.id)
        matches(session, arena)
        assert reread(session, bystander.id).revision == before[bystander.id]
        assert plan(session, VOTERS[0]) == DeletionPlan((), 0)
        assert voters.positions(session, VOTERS[0]) == {}
        assert len(voters.positions(session, VOTERS[1])[arena.id]) == 13

    inside(shared_url, work)


def test_flags_forget_the_votes_of_a_voter(shared_url: str) -> None:
    def work(session: WriteSession) -> None:
        arena = voted_arena(session, shared_out(6))
        flag = holding.hold_votes(session, arena.id, [1, 2, 3], "odd").flag
        delete(session, VOTERS[0])
        assert flags.positions(session, flag) == [2, 3]
        assert holding.release(session, flag).votes == 2
        matches(session, arena)

    inside(shared_url, work)


async def test_a_voters_own_deletion_is_noted_without_its_code(sqlite_url: str, tmp_path: Path) -> None:
    async with arena_services(sqlite_url, tmp_path) as services:
        await services.database.write(voted_arena, shared_out(6))
        visitor = Visitor(VOTERS[1], None)
        assert await delete_own(services, visitor) == Traces(2, 1, 2)
        assert await delete_own(services, visitor) == Traces(0, 0, 0)
        (entry,) = (await services.database.read(audit.page, Page())).items
        assert (entry.key_id, entry.action, entry.subject) == (None, "delete", "a voter")
        assert entry.detail == "at the voter's request: 2 votes in 1 arenas and 2 matchups"
        assert (await checked(services)).differences == 0
