"""Appending: what becomes of each ballot of a request, and what a process may remember of an arena."""

from __future__ import annotations

from dataclasses import replace

import pytest
from sqlalchemy import select

from service.arena.recording import recount
from service.arena.recording.appending import FUTURE_MICROSECONDS, Memory, VoteBatch, record
from service.db.engine import WriteSession
from service.db.queries import arenas, models, prompt_categories, votes
from service.db.tables.votes import votes as log
from service.domain import clock
from service.domain.axes import Axis, PromptCategory
from service.domain.votes import Ballot, Outcome, Receipt, Rejection
from service.errors import Conflict, NotFound
from tests.support.arenas import add_arena, add_models, ballots
from tests.support.ledgers import cast, inside, reread, state, vote

PEOPLE = PromptCategory(("people",), "en")
GOOD = Ballot("m0", "m1", Outcome.LEFT, PEOPLE)


def test_a_ballot_is_stored_as_it_was_reported(shared_url: str) -> None:
    def work(session: WriteSession) -> None:
        add_models(session)
        arena = add_arena(session)
        full = Ballot("m2", "m1", Outcome.BOTH_BAD, PEOPLE, "a cat", None, -(2**63), 5, "their-1")
        before = clock.now()
        cast(session, arena, [full, GOOD])
        first, second = session.execute(select(log).order_by(log.c.position)).all()
        ids = models.ids_of(session, ["m1", "m2"])
        assert (first.model_left, first.model_right) == (ids["m2"], ids["m1"])
        assert (first.outcome, first.voter, first.voted_at, first.external_id) == (4, -(2**63), 5, "their-1")
        assert prompt_categories.of_arena(session, arena.id)[first.stratum_id] == PEOPLE
        assert first.prompt_id is not None
        assert (second.prompt_id, second.voter, second.external_id) == (None, None, None)
        assert before <= second.voted_at <= clock.now()
        assert (first.voided_at, second.void_reason) == (None, None)

    inside(shared_url, work)


def test_each_wrong_ballot_is_rejected_by_its_index_and_the_others_are_taken(shared_url: str) -> None:
    def work(session: WriteSession) -> None:
        add_models(session)
        arena = add_arena(session)
        late = clock.now() + FUTURE_MICROSECONDS
        given: list[Ballot | Rejection] = [
            GOOD,
            Rejection(1, "refused at the door"),
            GOOD._replace(model_left="nobody"),
            GOOD._replace(model_right="m0"),
            GOOD._replace(voted_at=late + 60_000_000),
            GOOD._replace(voted_at=late - 60_000_000),
            GOOD._replace(prompt_id=10**6, stratum=PromptCategory()),
            GOOD,
        ]
        receipt = record(session, Memory(), [VoteBatch(arena.id, given)])[0]
        assert (receipt.accepted, receipt.first_position, receipt.last_position) == (3, 1, 3)
        assert [r.index for r in receipt.rejected] == [1, 2, 3, 4, 6]
        words = ["refused at the door", "no model 'nobody'", "same model", "future", "no prompt 1000000"]
        assert all(word in r.detail for word, r in zip(words, receipt.rejected, strict=True))

    inside(shared_url, work)


def test_a_request_of_nothing_good_changes_nothing(shared_url: str) -> None:
    def work(session: WriteSession) -> None:
        add_models(session)
        arena = add_arena(session)
        receipt = cast(session, arena, [GOOD._replace(model_left="nobody")])
        assert (receipt.accepted, receipt.first_position, receipt.last_position) == (0, None, None)
        assert cast(session, arena, []) == Receipt(0, 0, (), None, None)
        assert reread(session, arena.id) == arena

    inside(shared_url, work)


def test_a_vote_on_a_stored_prompt_counts_where_the_prompt_belongs(shared_url: str) -> None:
    def work(session: WriteSession) -> None:
        add_models(session)
        arena = add_arena(session)
        cast(session, arena, [GOOD._replace(prompt="a cat")])
        prompt_id = votes.find(session, arena.id, 1).prompt_id  # type: ignore[union-attr]
        by_id = GOOD._replace(prompt_id=prompt_id)
        other = PromptCategory(("animals",), "de")
        given = [by_id, by_id._replace(stratum=PromptCategory()), by_id._replace(stratum=other)]
        receipt = cast(session, arena, given)
        assert receipt.accepted == 2
        assert [r.index for r in receipt.rejected] == [2]
        assert f"prompt {prompt_id} has other themes" in receipt.rejected[0].detail
        assert prompt_categories.find_axis(session, arena.id, Axis("animals")) is None
        rows = session.execute(select(log.c.prompt_id, log.c.stratum_id)).all()
        assert len(set(rows)) == 1

    inside(shared_url, work)


def test_an_external_id_counts_once_in_its_arena_even_when_voided(shared_url: str) -> None:
    def work(session: WriteSession) -> None:
        add_models(session)
        arena, other = add_arena(session, "a"), add_arena(session, "b")
        one = GOOD._replace(external_id="1")
        receipts = record(session, Memory(), [VoteBatch(arena.id, [one, one]), VoteBatch(arena.id, [one])])
        assert [(r.accepted, r.duplicates) for r in receipts] == [(1, 1), (0, 1)]
        recount.void(session, reread(session, arena.id), [1], "a reason")
        assert cast(session, arena, [one]).duplicates == 1
        assert cast(session, other, [one]).accepted == 1

    inside(shared_url, work)


def test_a_rejected_ballot_does_not_take_its_external_id(shared_url: str) -> None:
    def work(session: WriteSession) -> None:
        add_models(session)
        arena = add_arena(session)
        named = GOOD._replace(external_id="1")
        receipt = cast(session, arena, [named._replace(model_left="nobody"), named])
        assert (receipt.accepted, receipt.duplicates, len(receipt.rejected)) == (1, 0, 1)

    inside(shared_url, work)


def test_external_ids_of_any_characters(shared_url: str) -> None:
    def work(session: WriteSession) -> None:
        add_models(session)
        arena = add_arena(session)
        names = [
            "'",
            '"',
            "a,b",
            "{}",
            "{a}",
            "NULL",
            "\\",
            "é文😀",
            " ",
            "",
            "$1",
            ":x",
            "%s",
            "?",
            "1",
            "01",
        ]
        given = [GOOD._replace(external_id=name) for name in names]
        assert cast(session, arena, given).accepted == len(names)
        assert cast(session, arena, given[::-1]).duplicates == len(names)

    inside(shared_url, work)


def test_jobs_for_several_arenas_are_answered_in_their_order(shared_url: str) -> None:
    def work(session: WriteSession) -> None:
        add_models(session)
        first, second = add_arena(session, "a"), add_arena(session, "b")
        jobs = [
            VoteBatch(second.id, [GOOD] * 2),
            VoteBatch(first.id, [GOOD]),
            VoteBatch(second.id, [GOOD]),
            VoteBatch(first.id, []),
        ]
        receipts = record(session, Memory(), jobs)
        assert [r.first_position for r in receipts] == [1, 1, 3, None]
        assert [reread(session, a.id).last_position for a in (first, second)] == [1, 3]
        assert [reread(session, a.id).revision for a in (first, second)] == [1, 1]

    inside(shared_url, work)


def test_an_arena_that_is_not_there_or_retired_takes_no_votes(shared_url: str) -> None:
    def work(session: WriteSession) -> None:
        add_models(session)
        arena = add_arena(session)
        with pytest.raises(NotFound):
            record(session, Memory(), [VoteBatch(arena.id + 1, [GOOD])])
        arenas.change(session, arena.id, {"retired_at": 1})
        with pytest.raises(Conflict, match="retired"):
            cast(session, arena, [GOOD])

    inside(shared_url, work)


def test_a_book_is_used_again_only_at_the_revision_it_was_left_at(shared_url: str) -> None:
    def work(session: WriteSession) -> None:
        add_models(session)
        arena = add_arena(session)
        memory = Memory()
        cast(session, arena, ballots(5), memory)
        current = reread(session, arena.id)
        book = memory.books[arena.id][1]
        assert memory.take_book(current) is book
        memory.books[arena.id] = (current.revision, book)
        cast(session, arena, [vote(0, 1)])
        assert memory.take_book(reread(session, arena.id)) is not book
        assert memory.books == {}

    inside(shared_url, work)


def test_a_book_that_is_taken_is_gone_until_it_is_given_back(shared_url: str) -> None:
    """A batch that fails in the middle leaves a book half folded: nobody may find it."""

    def work(session: WriteSession) -> None:
        add_models(session)
        arena = add_arena(session)
        memory = Memory()
        cast(session, arena, ballots(5), memory)
        current = reread(session, arena.id)
        book = memory.take_book(current)
        assert memory.take_book(current) is not book
        memory.forget()
        assert (memory.books, memory.names.models) == ({}, {})

    inside(shared_url, work)


def test_what_a_memory_of_another_parameters_book_would_give(shared_url: str) -> None:
    """New parameters come with a new revision, so that a process rates with them at once."""

    def work(session: WriteSession) -> None:
        add_models(session)
        arena, born = add_arena(session, "a"), add_arena(session, "b", both_bad="ignore")
        memory = Memory()
        cast(session, arena, ballots(10), memory)
        changed = replace(reread(session, arena.id), both_bad="ignore")
        recount.recount(session, changed)
        cast(session, arena, ballots(10, seed=2), memory)
        cast(session, born, [*ballots(10), *ballots(10, seed=2)])
        assert state(session, arena.id) == state(session, born.id)

    inside(shared_url, work)
