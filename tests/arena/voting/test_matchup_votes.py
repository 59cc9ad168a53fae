"""Votes on matchups: a voter is shown the same reveal again, and a vote that was cast is not cast again."""

from __future__ import annotations

import pytest

from service.arena.access import releases
from service.arena.catalog.merging import merge
from service.arena.recording.appending import REASONS, VoteOperation, record
from service.arena.recording.operations import Memory
from service.arena.recording.vote_batches import VoteBatch
from service.arena.votes.log import read_log
from service.arena.voting.matchup_votes import MatchupVote, VoteResult
from service.db.engine import WriteSession
from service.db.queries import matchups, votes
from service.domain import clock
from service.domain.matchups import EXPIRY, NO_REPEAT, MatchupState
from service.domain.votes import Exclusion, Outcome
from service.errors import AlreadyVoted, Forbidden, Gone, NotFound
from tests.support.votes.arenas import add_arena, add_models, ballots
from tests.support.votes.dealt import deal
from tests.support.votes.ledgers import inside
from tests.support.votes.voting import hang


def test_each_of_a_batch_gets_its_own_answer(shared_url: str) -> None:
    def work(session: WriteSession) -> None:
        add_models(session)
        arena = add_arena(session)
        first = hang(session, arena, 6, (0, 1))[0]
        prompt, model = _of_image(session, first)
        now = clock.now()

        def open_(number: int, **values: object) -> None:
            at = number - 1
            sides = {"image_left": first + 2 * at, "image_right": first + 2 * at + 1}
            models_ = {"model_left": model, "model_right": model + 1}
            given = {"arena_id": arena.id, "prompt_id": prompt + at, "voter": number, "dealt_at": now}
            deal(session, number, **{**given, **sides, **models_, **values})

        open_(1)
        open_(2, dealt_at=now - EXPIRY - clock.SECOND)
        open_(3, state=int(MatchupState.SKIPPED), closed_at=now)
        open_(4, shown_at=now - 3 * clock.SECOND, dealt_at=now - 60 * clock.SECOND)
        open_(5)
        operations: list[VoteOperation[object]] = [
            MatchupVote(arena.id, 1, 1, Outcome.LEFT),
            MatchupVote(arena.id, 1, 1, Outcome.LEFT),
            MatchupVote(arena.id, 1, 1, Outcome.RIGHT),
            MatchupVote(arena.id, 1, 2, Outcome.LEFT),
            MatchupVote(arena.id, 2, 2, Outcome.LEFT),
            MatchupVote(arena.id, 3, 3, Outcome.LEFT),
            MatchupVote(arena.id, 9, 3, Outcome.LEFT),
            VoteBatch(arena.id, ballots(2)),
            MatchupVote(arena.id, 4, 4, Outcome.TIE),
            MatchupVote(arena.id, 5, None, Outcome.TIE, over_pace=True),
        ]
        answers = record(session, Memory(), operations)
        kinds = [type(answer) for answer in answers]
        assert kinds[2:7] == [AlreadyVoted, Forbidden, Gone, Gone, NotFound]
        results = [answer for answer in answers if isinstance(answer, VoteResult)]
        assert [one.created for one in results] == [True, False, True, True]
        assert [one.matchup.position for one in results] == [3, 3, 4, 5]
        assert [one.exclusion for one in results] == [None, None, None, Exclusion.RATE]
        assert 3_000 <= (results[2].matchup.response_ms or 0) < 60_000
        excluded = votes.find(session, arena.id, 5)
        assert excluded is not None
        assert (excluded.exclusion, excluded.void_reason) == (Exclusion.RATE, REASONS[Exclusion.RATE])
        again = record(session, Memory(), operations[:3])
        assert isinstance(again[0], VoteResult)
        assert (again[0].created, again[0].snapshots) == (False, results[0].snapshots)
        assert isinstance(again[2], AlreadyVoted)
        rows = read_log(session, arena.slug, 0, 10, releases.new())
        odds = [(row["prompt_id"] is None, row["probability"]) for row in rows]
        assert set(odds) == {(False, 0.5), (True, None)}  # those on matchups, and reported ones
        assert len({row["voter_number"] for row in rows if row["voter_number"]}) == 2

    inside(shared_url, work)


@pytest.mark.parametrize(("age", "exclusion"), [(0, Exclusion.REPEAT), (NO_REPEAT, None)])
def test_a_repeated_pair_does_not_count(shared_url: str, age: int, exclusion: Exclusion | None) -> None:
    def work(session: WriteSession) -> None:
        add_models(session)
        arena = add_arena(session)
        image = hang(session, arena, 1, (0, 1))[0]
        prompt, model = _of_image(session, image)
        sides = {"image_left": image, "image_right": image + 1, "prompt_id": prompt, "arena_id": arena.id}
        turned = {"image_left": image + 1, "image_right": image, "prompt_id": prompt, "arena_id": arena.id}
        then = clock.now() - age - clock.SECOND
        deal(session, 1, **sides, model_left=model, model_right=model + 1, dealt_at=then, position=77)
        deal(session, 2, **turned, model_left=model + 1, model_right=model, dealt_at=clock.now())
        [result] = record(session, Memory(), [MatchupVote(arena.id, 2, 1, Outcome.LEFT)])
        assert isinstance(result, VoteResult)
        assert result.exclusion == exclusion

    inside(shared_url, work)


def test_a_matchup_that_was_assigned_while_its_models_were_merged(shared_url: str) -> None:
    """Its row may have a former id. The vote is on the model of today, and the row is mended with it."""

    def work(session: WriteSession) -> None:
        add_models(session)
        arena = add_arena(session)
        image = hang(session, arena, 1, (0, 1, 2))[0]
        prompt, old = _of_image(session, image)
        sides = {"image_left": image, "image_right": image + 1, "prompt_id": prompt, "arena_id": arena.id}
        merge(session, "m0", "m1")
        new, third = old + 1, old + 2
        deal(session, 1, **sides, model_left=old, model_right=third, dealt_at=clock.now())
        deal(session, 2, **sides, model_left=new, model_right=old, dealt_at=clock.now(), voter=2)
        casts = [MatchupVote(arena.id, number, number, Outcome.LEFT) for number in (1, 2)]
        result, refused = record(session, Memory(), casts)
        assert isinstance(result, VoteResult)
        assert (result.matchup.model_left, result.matchup.model_right) == (new, third)
        stored = matchups.of_ids(session, [1])[1].matchup
        assert stored._replace(reveal=None) == result.matchup
        assert isinstance(refused, Gone)
        assert "one model now" in refused.detail

    inside(shared_url, work)


def _of_image(session: WriteSession, image: int) -> tuple[int, int]:
    statement = f"SELECT prompt_id, model_id FROM images WHERE id = {image}"  # noqa: S608 - a number
    prompt, model = session.exec_driver_sql(statement).one()
    return prompt, model
