"""A recount that goes on from a folded log: the same bits, unless the log is another one by now."""

from __future__ import annotations

from dataclasses import replace

import pytest

from service.arena.recording import recount
from service.arena.recording.backlog import ClosedDay
from service.arena.recording.folding import Folding, empty_state
from service.arena.recording.id_cache import IdCache
from service.arena.recording.prior_fold import ClosedRows, PriorFold, resume
from service.db.engine import ReadSession, WriteSession
from service.db.queries.log import segments as log_segments
from service.domain.arenas import Arena
from service.errors import Conflict
from tests.support.votes.arenas import add_arena, add_models, ballots
from tests.support.votes.ledgers import cast, inside, reread, state


def folded(session: ReadSession, arena: Arena, upto: int) -> PriorFold:
    """Return the fold of a log up to a position."""
    ids, closed = IdCache(), list[ClosedDay]()
    start = replace(arena, day=None, last_position=0)
    folding = Folding(
        session,
        start,
        empty_state(arena, upto),
        lambda i: ids.axes(session, i),
        lambda *day: closed.append(day),
    )
    folding.run(upto)
    voided = log_segments.voided(session, arena.id, upto)
    return PriorFold(
        folding.arena,
        voided,
        folding.state.all_rows(),
        folding.changes,
        [(day, last) for day, last, _ in closed],
        ClosedRows.of(row for *_, rows in closed for row in rows),
        lambda: closed,
        {},
    )


def test_a_recount_goes_on_from_any_position(shared_url: str) -> None:
    def work(session: WriteSession) -> None:
        add_models(session)
        arena = add_arena(session)
        cast(session, arena, ballots(60, days=4))
        recount.void(session, reread(session, arena.id), [2, 31, 60], "a bot")
        sound, whole = state(session, arena.id), reread(session, arena.id)
        for upto in (0, 1, 30, 31, 59, 60):
            assert recount.check(session, whole, prior=folded(session, whole, upto)).differences == 0, upto
            recount.recount(session, whole, prior=folded(session, whole, upto))
            assert state(session, arena.id) == sound, upto
            whole = reread(session, arena.id)

    inside(shared_url, work)


def test_a_log_that_has_changed_is_refused(shared_url: str) -> None:
    def work(session: WriteSession) -> None:
        add_models(session)
        arena = add_arena(session)
        cast(session, arena, ballots(20, days=2))
        whole = reread(session, arena.id)
        found = folded(session, whole, 10)
        recount.void(session, whole, [11], "a bot")
        assert resume(session, whole, found, lambda _: (), lambda *_: None).arena.last_position == 10
        with pytest.raises(Conflict, match="parameters of t2i were changed"):
            recount.check(session, replace(whole, tau=0.7), prior=found)
        recount.void(session, reread(session, arena.id), [10], "a bot")
        with pytest.raises(Conflict, match="votes of t2i were voided"):
            recount.check(session, reread(session, arena.id), prior=found)

    inside(shared_url, work)
