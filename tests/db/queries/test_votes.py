"""The log in the database: what was appended is what is read."""

from __future__ import annotations

import pytest
from sqlalchemy.exc import IntegrityError

from service.db.engine import WriteSession
from service.db.queries import prompt_categories, votes
from service.db.queries.votes import FoldRow, LogRow, VoteRow
from service.domain.axes import OVERALL, Axis, PromptCategory
from service.domain.votes import Exclusion
from tests.support.votes.arenas import add_arena, add_models
from tests.support.votes.ledgers import cast, inside, reread, vote

PEOPLE = PromptCategory(("people",))
LOG = [
    vote(0, 1, stratum=PEOPLE),
    vote(1, 0, "tie", stratum=PEOPLE),
    vote(0, 1, "right", day=1, stratum=PromptCategory()),
    vote(2, 0, "both_bad", stratum=PEOPLE),
]


def rows_like(session: WriteSession, arena_id: int, count: int, first: int) -> list[LogRow]:
    old = votes.find(session, arena_id, 1)
    assert old is not None
    row = LogRow(*(getattr(old, name) for name in LogRow._fields if name in VoteRow._fields))
    return [row._replace(position=first + i, voted_at=i, external_id=f"x{first + i}") for i in range(count)]


@pytest.mark.parametrize("count", [1, 2, 150])
def test_what_was_appended_comes_back_in_log_order(shared_url: str, count: int) -> None:
    def work(session: WriteSession) -> None:
        add_models(session, 3)
        arena = add_arena(session)
        cast(session, arena, LOG)
        rows = rows_like(session, arena.id, count, first=5)
        expected = [tuple(getattr(row, name) for name in FoldRow._fields) for row in rows]
        assert [tuple(row) for row in votes.append(session, rows)] == expected
        assert [tuple(row) for row in votes.to_fold(session, arena.id, 4, 4 + count)] == expected
        found = votes.find(session, arena.id, 5)
        both = [name for name in LogRow._fields if name in VoteRow._fields]
        assert [getattr(found, name) for name in both] == [getattr(rows[0], name) for name in both]

    inside(shared_url, work)


def test_a_position_is_taken_once(shared_url: str) -> None:
    def work(session: WriteSession) -> None:
        add_models(session, 3)
        arena = add_arena(session)
        cast(session, arena, LOG)
        with pytest.raises((IntegrityError, session.dialect.loaded_dbapi.IntegrityError)):
            votes.append(session, rows_like(session, arena.id, 2, first=4))

    inside(shared_url, work)


def test_votes_to_fold_are_those_that_count_between_two_positions(shared_url: str) -> None:
    def work(session: WriteSession) -> None:
        add_models(session, 3)
        arena, other = add_arena(session, "a"), add_arena(session, "b")
        cast(session, arena, LOG)
        cast(session, other, LOG)
        votes.void(session, arena.id, [2], at=5, reason="a reason", exclusion=Exclusion.VOIDED)

        def positions(after: int, upto: int) -> list[int]:
            return [row[0] for row in votes.to_fold(session, arena.id, after, upto)]

        assert positions(0, 4) == [1, 3, 4]
        assert positions(1, 3) == [3]
        assert positions(4, 9) == []
        assert len(votes.to_fold(session, other.id, 0, 9)) == 4

    inside(shared_url, work)


def test_voiding_marks_those_votes_of_that_arena(shared_url: str) -> None:
    def work(session: WriteSession) -> None:
        add_models(session, 3)
        arena, other = add_arena(session, "a"), add_arena(session, "b")
        cast(session, arena, LOG)
        cast(session, other, LOG)
        votes.void(session, arena.id, [1, 3], at=77, reason="a reason", exclusion=Exclusion.VOIDED)
        found = [
            (row.position, row.voided_at, row.void_reason) for row in votes.log(session, arena.id, 0, 99, 9)
        ]
        assert found == [(1, 77, "a reason"), (2, None, None), (3, 77, "a reason"), (4, None, None)]
        assert all(row.voided_at is None for row in votes.log(session, other.id, 0, 99, 9))

    inside(shared_url, work)


def test_a_page_of_the_log(shared_url: str) -> None:
    def work(session: WriteSession) -> None:
        add_models(session, 3)
        arena = add_arena(session)
        cast(session, arena, LOG)
        assert [row.position for row in votes.log(session, arena.id, 1, 99, 2)] == [2, 3]
        assert [row.position for row in votes.log(session, arena.id, 1, 2, 9)] == [2]
        assert [row.position for row in votes.log(session, arena.id, 4, 99, 2)] == []
        assert votes.find(session, arena.id, 5) is None
        assert votes.find(session, arena.id + 1, 1) is None

    inside(shared_url, work)


def test_what_was_said_of_pairs_on_an_axis_up_to_a_position(shared_url: str) -> None:
    def work(session: WriteSession) -> None:
        models = add_models(session, 3)
        arena = add_arena(session)
        cast(session, arena, [*LOG, LOG[0]])
        overall = prompt_categories.find_axis(session, arena.id, OVERALL)
        people = prompt_categories.find_axis(session, arena.id, Axis("people"))
        assert overall is not None
        assert people is not None
        first = votes.find(session, arena.id, 1)
        assert first is not None
        m0, m1 = first.model_left, first.model_right

        def counts(axis_id: int, upto: int) -> set[tuple[int, ...]]:
            return {tuple(row) for row in votes.pair_counts(session, axis_id, arena.id, upto)}

        assert counts(overall, 3) == {(m0, m1, 1, 1), (m1, m0, 3, 1), (m0, m1, 2, 1)}
        assert counts(people, 3) == {(m0, m1, 1, 1), (m1, m0, 3, 1)}
        assert (m0, m1, 1, 2) in counts(overall, 5)
        votes.void(session, arena.id, [1, 2], at=5, reason="a reason", exclusion=Exclusion.VOIDED)
        assert counts(people, 3) == set()
        assert len(models) == 3

    inside(shared_url, work)


def test_a_sound_log_has_nothing_misplaced(shared_url: str) -> None:
    def work(session: WriteSession) -> None:
        add_models(session, 3)
        arena = add_arena(session)
        assert votes.misplaced(session, arena.id, 0) == 0
        cast(session, arena, LOG)
        assert votes.misplaced(session, arena.id, reread(session, arena.id).last_position) == 0
        assert votes.misplaced(session, arena.id, 6) == 2
        assert votes.misplaced(session, arena.id, 3) == 1
        votes.append(session, rows_like(session, arena.id, 1, first=6))
        assert votes.misplaced(session, arena.id, 5) == 2

    inside(shared_url, work)


def test_where_the_votes_of_a_voter_stand(shared_url: str) -> None:
    def work(session: WriteSession) -> None:
        add_models(session, 3)
        arena, other = add_arena(session, "a"), add_arena(session, "b")
        given = [one._replace(voter=voter) for one, voter in zip(LOG, (7, -7, 7, None), strict=True)]
        cast(session, arena, given)
        cast(session, other, given)
        assert sorted(votes.positions_of(session, arena.id, 7)) == [1, 3]
        assert votes.positions_of(session, arena.id, 8) == []

    inside(shared_url, work)
