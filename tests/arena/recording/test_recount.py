"""Recount: what is wrong is counted, and made right from the log; with other parameters too."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from math import inf, nextafter

import pytest
from sqlalchemy import delete, insert, select, text, update

from service.arena.recording import recount
from service.arena.recording.recount import check, void
from service.db.engine import WriteSession
from service.db.tables.votes import checkpoints, head_to_head, rating_history, ratings, votes
from service.domain.arenas import Arena
from service.errors import Invalid
from tests.support.votes.arenas import DAY, add_arena, add_models, ballots
from tests.support.votes.ledgers import cast, inside, reread, state, vote

DAYS = [vote(0, 1), vote(1, 2, day=1), vote(2, 0, day=1), vote(0, 2, day=2), vote(1, 0, "tie", day=3)]


def differences(session: WriteSession, arena: Arena) -> int:
    return check(session, reread(session, arena.id)).differences


def take_out(session: WriteSession, arena: Arena, positions: list[int]) -> int:
    return void(session, reread(session, arena.id), positions, "a reason")


# --- check: what is wrong is counted ------------------------------------------------------------------


def harm_rating(session: WriteSession) -> None:
    """Change a stored rating by the smallest step of a float."""
    row = session.execute(select(ratings).limit(1)).one()
    where = (ratings.c.axis_id == row.axis_id, ratings.c.model_id == row.model_id)
    session.execute(update(ratings).where(*where).values(mu=nextafter(row.mu, inf)))


def harm_pair(session: WriteSession) -> None:
    row = session.execute(select(head_to_head).limit(1)).one()
    where = (
        getattr(head_to_head.c, name) == getattr(row, name) for name in ("stratum_id", "model_a", "model_b")
    )
    session.execute(delete(head_to_head).where(*where))


def harm_history(session: WriteSession) -> None:
    row = session.execute(select(rating_history).limit(1)).one()
    session.execute(insert(rating_history).values({**row._mapping, "day": DAY + 77}))


def harm_history_of_a_day(session: WriteSession) -> None:
    row = session.execute(select(rating_history).limit(1)).one()
    where = (getattr(rating_history.c, name) == getattr(row, name) for name in ("axis_id", "model_id", "day"))
    session.execute(update(rating_history).where(*where).values(wins=row.wins + 1))


def harm_checkpoint(session: WriteSession) -> None:
    session.execute(update(checkpoints).where(checkpoints.c.day == DAY).values(position=2))


def harm_day(session: WriteSession) -> None:
    session.execute(text("UPDATE arenas SET day = day + 1"))


HARMS = [harm_rating, harm_pair, harm_history, harm_history_of_a_day, harm_checkpoint, harm_day]


@pytest.mark.parametrize("harm", HARMS)
def test_check_counts_each_row_that_is_wrong_and_recount_mends_it(
    shared_url: str, harm: Callable[[WriteSession], None]
) -> None:
    def work(session: WriteSession) -> None:
        add_models(session, 4)
        arena = add_arena(session)
        cast(session, arena, DAYS)
        sound = state(session, arena.id)
        assert differences(session, arena) == 0
        harm(session)
        assert differences(session, arena) == 1
        recount.recount(session, reread(session, arena.id))
        assert differences(session, arena) == 0
        assert state(session, arena.id) == sound

    inside(shared_url, work)


def test_wrongs_add_up(shared_url: str) -> None:
    def work(session: WriteSession) -> None:
        add_models(session, 4)
        arena = add_arena(session)
        cast(session, arena, DAYS)
        for harm in HARMS:
            harm(session)
        assert differences(session, arena) == len(HARMS)

    inside(shared_url, work)


def test_check_counts_gaps_and_votes_beyond_the_end(shared_url: str) -> None:
    """A vote that is missing must not make up for one too many."""

    def work(session: WriteSession) -> None:
        add_models(session, 4)
        arena = add_arena(session)
        cast(session, arena, DAYS)
        take_out(session, arena, [3])
        row = session.execute(select(votes).where(votes.c.position == 3)).one()
        session.execute(delete(votes).where(votes.c.position == 3))
        assert differences(session, arena) == 1
        session.execute(insert(votes).values({**row._mapping, "position": 99}))
        assert differences(session, arena) == 2
        session.execute(delete(votes).where(votes.c.position == 99))
        session.execute(insert(votes).values(row._mapping))
        assert differences(session, arena) == 0

    inside(shared_url, work)


def test_check_reports_what_it_looked_at(shared_url: str) -> None:
    def work(session: WriteSession) -> None:
        add_models(session, 4)
        arena = add_arena(session)
        cast(session, arena, DAYS)
        take_out(session, arena, [3])
        seen: list[tuple[int, int]] = []
        found = check(session, reread(session, arena.id), lambda _, done, total: seen.append((done, total)))
        assert (found.arena, found.votes, found.differences) == ("t2i", 5, 0)
        assert seen == [(5, 5)]

    inside(shared_url, work)


# --- recount: the same log, other parameters ----------------------------------------------------------


@pytest.mark.parametrize(
    "values", [{"both_bad": "ignore"}, {"tau": 0.5}, {"mu": 0.0, "sigma": 2.0, "beta": 7.0}]
)
def test_new_parameters_give_what_an_arena_born_with_them_has(
    shared_url: str, values: dict[str, object]
) -> None:
    def work(session: WriteSession) -> None:
        add_models(session)
        arena, born = add_arena(session, "a"), add_arena(session, "b", **values)
        log = ballots(60, days=3)
        cast(session, arena, log)
        take_out(session, arena, [7, 8])
        cast(session, born, [*log[:6], *log[8:]])
        before = reread(session, arena.id)
        after = recount.recount(session, replace(before, **values))  # type: ignore[arg-type]
        assert state(session, arena.id) == state(session, born.id)
        assert reread(session, arena.id) == after
        assert after.revision == before.revision + 1
        assert {name: getattr(after, name) for name in values} == values
        cast(session, after, log[:5])
        cast(session, reread(session, born.id), log[:5])
        assert state(session, arena.id) == state(session, born.id)

    inside(shared_url, work)


def test_parameters_that_cannot_be_used_change_nothing(shared_url: str) -> None:
    def work(session: WriteSession) -> None:
        add_models(session, 4)
        arena = add_arena(session)
        cast(session, arena, DAYS)
        before = reread(session, arena.id)
        with pytest.raises(Invalid, match="draw_probability"):
            recount.recount(session, replace(before, draw_probability=0.0))
        assert reread(session, arena.id) == before
        assert differences(session, arena) == 0

    inside(shared_url, work)


def test_an_empty_log_is_recounted_too(shared_url: str) -> None:
    def work(session: WriteSession) -> None:
        arena = add_arena(session)
        after = recount.recount(session, arena)
        assert (after.day, after.last_position, after.revision) == (None, 0, 1)
        assert differences(session, arena) == 0

    inside(shared_url, work)
