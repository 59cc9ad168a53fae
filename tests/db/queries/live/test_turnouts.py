"""Turnouts in the database: added to, found by key, forgotten after their days and with their voter."""

from __future__ import annotations

from sqlalchemy import func, select

from service.db.engine import ReadSession, WriteSession
from service.db.queries import prompt_categories
from service.db.queries.live import turnouts
from service.db.tables.voting import turnouts as table
from service.domain.axes import PromptCategory
from service.domain.limits.shares import mixed
from service.domain.limits.turnouts import Kind, Turnout, TurnoutKey
from tests.support.votes.arenas import add_arena
from tests.support.votes.ledgers import inside

DAY, VOTER, NETWORK = 20_000, -5, 1 << 60
MINE, THEIRS = TurnoutKey(Kind.VOTER, DAY, VOTER), TurnoutKey(Kind.NETWORK, DAY, NETWORK)
HOUR = TurnoutKey(Kind.NEWCOMERS, 24 * DAY, NETWORK)
DEALT = TurnoutKey(Kind.DEALT, DAY, NETWORK)


def total(session: ReadSession) -> int:
    return int(session.execute(select(func.count()).select_from(table)).scalar_one())


def test_added_found_and_forgotten(database_url: str) -> None:
    def work(session: WriteSession) -> None:
        arena, other = add_arena(session), add_arena(session, "other")
        for _ in range(2):
            changes = [(MINE, Turnout(2, 1)), (THEIRS, Turnout(3, 3, 1)), (HOUR, Turnout(1))]
            turnouts.add(session, arena.id, changes)
            turnouts.add_dealt(session, {(arena.id, DAY, NETWORK): 4, (other.id, DAY, NETWORK): 1})
        known = turnouts.find(session, arena.id, [MINE, THEIRS, HOUR, DEALT, MINE._replace(subject=9)])
        assert known == {MINE: (4, 2, 0), THEIRS: (6, 6, 2), HOUR: (2, 0, 0), DEALT: (8, 0, 0)}
        assert turnouts.find(session, other.id, [MINE, DEALT]) == {DEALT: (2, 0, 0)}
        assert turnouts.find(session, arena.id, []) == {}
        assert turnouts.of_voter(session, VOTER) == [(arena.id, MINE, (4, 2, 0))]
        prompt_categories.add(session, arena.id, PromptCategory())
        cell = TurnoutKey(Kind.VOTER_CELL, DAY, mixed(VOTER, prompt_categories.overall(session, arena.id)))
        turnouts.add(session, arena.id, [(cell, Turnout(1, 1))])
        turnouts.forget_voter(session, VOTER)
        assert turnouts.find(session, arena.id, [MINE, cell, THEIRS]).keys() == {THEIRS}
        assert turnouts.forget_before(session, DAY) == 0
        assert turnouts.forget_before(session, DAY + 1) == 4
        assert total(session) == 0

    inside(database_url, work)
