"""Vote batches: what becomes of each ballot of a request."""

from __future__ import annotations

from sqlalchemy import select

from service.arena.recording import recount
from service.arena.recording.vote_batches import FUTURE_MICROSECONDS, VoteBatch
from service.db.engine import WriteSession
from service.db.queries import models, prompt_categories, votes
from service.db.queries.votes import SELECT
from service.db.tables.votes import votes as log
from service.domain import clock
from service.domain.axes import Axis, PromptCategory
from service.domain.votes import Ballot, Outcome, Receipt, Rejection, VoteRef
from tests.support.votes.arenas import add_arena, add_models
from tests.support.votes.ledgers import cast, inside, receipts, reread

PEOPLE = PromptCategory(("people",), "en")
GOOD = Ballot("m0", "m1", Outcome.LEFT, PEOPLE)
DAY_ONE = 1_700_000_000_000_000


def test_a_ballot_is_stored_as_it_was_reported(shared_url: str) -> None:
    def work(session: WriteSession) -> None:
        add_models(session)
        arena = add_arena(session)
        full = Ballot("m2", "m1", Outcome.BOTH_BAD, PEOPLE, "a cat", None, -(2**63), 5, "their-1")
        before = clock.now()
        cast(session, arena, [full, GOOD])
        first, second = session.execute(SELECT.order_by(log.c.position)).all()
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
            GOOD._replace(prompt_id=10**6, category=PromptCategory()),
            GOOD,
        ]
        [receipt] = receipts(session, [VoteBatch(arena.id, given)])
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
        given = [by_id, by_id._replace(category=PromptCategory()), by_id._replace(category=other)]
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
        made = receipts(session, [VoteBatch(arena.id, [one, one]), VoteBatch(arena.id, [one])])
        assert [(r.accepted, r.duplicates) for r in made] == [(1, 1), (0, 1)]
        recount.void(session, reread(session, arena.id), [1], "a reason")
        assert cast(session, arena, [one]).duplicates == 1
        assert cast(session, other, [one]).accepted == 1

    inside(shared_url, work)


def test_an_external_id_of_another_vote_is_rejected_with_the_vote_that_has_it(shared_url: str) -> None:
    def work(session: WriteSession) -> None:
        add_models(session)
        arena = add_arena(session)
        one = GOOD._replace(external_id="1", prompt="a cat", voter=5, voted_at=DAY_ONE)
        assert cast(session, arena, [one]).accepted == 1
        prompt_id = votes.find(session, arena.id, 1).prompt_id  # type: ignore[union-attr]
        less = Ballot("m0", "m1", Outcome.LEFT, external_id="1")
        same = [one, less, less._replace(prompt_id=prompt_id), less._replace(category=PEOPLE)]
        assert cast(session, arena, same).duplicates == len(same)
        others = {
            "outcome left, not right": one._replace(outcome=Outcome.RIGHT),
            "other models": one._replace(model_left="m2"),
            "its models on the other sides": one._replace(model_left="m1", model_right="m0"),
            "another prompt": one._replace(prompt="a dog"),
            "another prompt_id": less._replace(prompt_id=prompt_id + 1),  # type: ignore[operator]
            "another language": one._replace(category=PromptCategory(("people",), "de")),
            "other themes": less._replace(category=PromptCategory(("animals",))),
            "another voter": one._replace(voter=6),
            "voted_at 2023-11-14T22:13:20.000000Z, not 2023-11-14T22:13:20.000001Z": one._replace(
                voted_at=DAY_ONE + 1
            ),
            "there is no model 'nobody'": one._replace(model_left="nobody"),
        }
        receipt = cast(session, arena, list(others.values()))
        assert (receipt.accepted, receipt.duplicates) == (0, 0)
        owner = f"external_id '1' belongs to vote {VoteRef(arena.id, 1).id}, which has "
        for words, rejection in zip(others, receipt.rejected, strict=True):
            assert words in rejection.detail
            assert rejection.detail.startswith(owner) or "no model" in words
        assert prompt_categories.find_axis(session, arena.id, Axis("animals")) is None

    inside(shared_url, work)


def test_what_was_left_out_at_first_is_not_compared_later(shared_url: str) -> None:
    def work(session: WriteSession) -> None:
        add_models(session)
        arena = add_arena(session)
        first = Ballot("m0", "m1", Outcome.LEFT, external_id="1")
        full = first._replace(category=PEOPLE, prompt="a cat", voter=5, voted_at=DAY_ONE)
        assert cast(session, arena, [first]).accepted == 1
        assert cast(session, arena, [full]).duplicates == 1

    inside(shared_url, work)


def test_an_id_is_compared_within_a_request_and_between_requests_of_one_batch(shared_url: str) -> None:
    def work(session: WriteSession) -> None:
        add_models(session)
        arena = add_arena(session)
        one = GOOD._replace(external_id="1")
        other = one._replace(outcome=Outcome.TIE)
        made = receipts(session, [VoteBatch(arena.id, [one, other, one]), VoteBatch(arena.id, [other, one])])
        assert [(r.accepted, r.duplicates, len(r.rejected)) for r in made] == [(1, 1, 1), (0, 1, 1)]
        assert [r.rejected[0].index for r in made] == [1, 0]
        words = "external_id '1' belongs to another vote sent just before, which has outcome left, not tie"
        assert {r.rejected[0].detail for r in made} == {words}

    inside(shared_url, work)


def test_a_void_vote_keeps_its_id(shared_url: str) -> None:
    def work(session: WriteSession) -> None:
        add_models(session)
        arena = add_arena(session)
        one = GOOD._replace(external_id="1")
        cast(session, arena, [one])
        recount.void(session, reread(session, arena.id), [1], "a mistake")
        receipt = cast(session, arena, [one, one._replace(outcome=Outcome.TIE)])
        assert (receipt.accepted, receipt.duplicates, len(receipt.rejected)) == (0, 1, 1)

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
