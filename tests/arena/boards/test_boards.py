"""Leaderboards: a small one worked out by hand, and what happens at its edges."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from service.arena.boards import boards
from service.arena.boards.boards import Board, build, leaderboard, read
from service.arena.boards.point_in_time import PointInTime
from service.arena.recording.recount import void
from service.db.engine import ReadSession, WriteSession
from service.db.queries import arenas, models, offers, organizations
from service.domain import clock
from service.domain.axes import OVERALL, Axis, PromptCategory
from service.domain.boards import Disagreement
from service.errors import Invalid, NotFound
from tests.support.votes.arenas import DAY, add_arena, add_models, arena_services, ballots, new_arena, submit
from tests.support.votes.ledgers import cast, inside, reread, vote

ALL = PromptCategory()
# One win, and one draw, between two newcomers with the tau of 25/300 that publications use.
WON, LOST, SPREAD = 29.395831, 20.604168, 7.171475
DRAWN_SPREAD = 6.457515


def board(
    session: ReadSession, axis: Axis = OVERALL, min_votes: int = 3, at: PointInTime | None = None
) -> Board:
    return build(read(session, "t2i", axis, min_votes, at))


def test_the_golden_board(shared_url: str) -> None:
    """m0 beat m1, m2 drew with m3: scores 7.88, -0.91 and twice 5.63."""

    def work(session: WriteSession) -> None:
        add_models(session, 4)
        arena = add_arena(session, tau=25 / 300, revision=6)
        cast(session, arena, [vote(1, 0, "right", stratum=ALL), vote(3, 2, "tie", stratum=ALL)])
        found = board(session, min_votes=1)
        assert (found.position, found.votes, found.min_votes, found.arena.revision) == (2, 2, 1, 7)
        assert found.as_of == reread(session, arena.id).rated_at
        ranks = [(entry.rank, entry.standing.model) for entry in found.ranked]
        assert ranks == [(1, "m0"), (2, "m2"), (2, "m3"), (4, "m1")]
        first, second, third, last = (list(entry.standing) for entry in found.ranked)
        assert first[1:] == [pytest.approx(WON), pytest.approx(SPREAD), 1, 1, 0, 0, 0]
        assert second[1:] == third[1:] == [25.0, pytest.approx(DRAWN_SPREAD), 1, 0, 0, 1, 0]
        assert last[1:] == [pytest.approx(LOST), pytest.approx(SPREAD), 1, 0, 1, 0, 0]
        assert found.ranked[0].standing.score == pytest.approx(WON - 3 * SPREAD)
        assert [entry.standing.win_rate for entry in found.ranked] == [1.0, 0.5, 0.5, 0.0]
        assert found.unranked == ()
        assert found.facts["m1"] == boards.ModelFacts("M1", None, None, None, None)

    inside(shared_url, work)


def test_head_to_head_says_its_own_beside_the_score(shared_url: str) -> None:
    def work(session: WriteSession) -> None:
        add_models(session, 4)
        arena = add_arena(session)
        few = [vote(2, 3, "tie", stratum=ALL)] * 3
        cast(session, arena, [*[vote(0, 1, stratum=ALL)] * 40, *[vote(1, 0, stratum=ALL)] * 10, *few])
        found = {entry.standing.model: entry.interval for entry in board(session).ranked}
        # 40 to 10 are odds of 4, or 241 points, around the mean of 1000; the prior pulls them in a little.
        assert found["m0"].rating == pytest.approx(1120, abs=3)
        assert found["m1"].rating == pytest.approx(880, abs=3)
        assert found["m0"].low < found["m0"].rating < found["m0"].high
        assert (found["m0"].rank_low, found["m1"].rank_high) == (1, 4)
        assert found["m0"].rank_high < 4
        assert found["m1"].rank_low > 1
        assert found["m2"].rating == pytest.approx(found["m3"].rating)
        assert (found["m2"].rank_low, found["m2"].rank_high) == (1, 4)

    inside(shared_url, work)


def test_ranks_by_intervals_are_those_among_the_board(shared_url: str) -> None:
    """A model with too few votes to be ranked takes nobody's place."""

    def work(session: WriteSession) -> None:
        add_models(session, 4)
        arena = add_arena(session)
        cast(session, arena, [*[vote(0, 1, stratum=ALL)] * 60, *[vote(2, 0, stratum=ALL)] * 2])
        found = board(session)
        assert [entry.standing.model for entry in found.ranked] == ["m0", "m1"]
        assert [tuple(entry.interval)[-2:] for entry in found.ranked] == [(1, 1), (2, 2)]

    inside(shared_url, work)


def test_models_with_too_few_votes_wait_with_what_they_need(shared_url: str) -> None:
    def work(session: WriteSession) -> None:
        add_models(session, 4)
        arena = add_arena(session)
        cast(session, arena, [vote(0, 1), vote(0, 1), vote(0, 2)])
        found = board(session)
        assert [entry.standing.model for entry in found.ranked] == ["m0"]
        assert [(s.model, s.votes, s.needs(found.min_votes)) for s in found.unranked] == [
            ("m1", 2, 1),
            ("m2", 1, 2),
        ]
        assert "m3" not in found.facts

    inside(shared_url, work)


@pytest.mark.parametrize(("policy", "votes", "rate"), [("tie", 4, 0.625), ("ignore", 2, 0.75)])
def test_both_bad_counts_as_the_arena_says(shared_url: str, policy: str, votes: int, rate: float) -> None:
    def work(session: WriteSession) -> None:
        add_models(session, 2)
        arena = add_arena(session, both_bad=policy)
        cast(session, arena, [vote(0, 1, said) for said in ("left", "tie", "both_bad", "both_bad")])
        found = board(session, min_votes=1)
        standing = found.ranked[0].standing
        assert (standing.model, standing.votes, standing.both_bad, found.votes) == ("m0", votes, 2, votes)
        assert standing.win_rate == rate

    inside(shared_url, work)


def test_head_to_head_leaves_out_what_the_arena_ignores(shared_url: str) -> None:
    def work(session: WriteSession) -> None:
        add_models(session, 2)
        log = [*[vote(0, 1)] * 6, *[vote(0, 1, "both_bad")] * 30]
        gaps = {}
        for slug, policy in (("a", "tie"), ("b", "ignore")):
            cast(session, add_arena(session, slug, both_bad=policy), log)
            first, second = build(read(session, slug, OVERALL)).ranked
            gaps[policy] = first.interval.rating - second.interval.rating
        assert gaps["ignore"] > 4 * gaps["tie"] > 0

    inside(shared_url, work)


def test_a_model_of_nothing_but_ignored_votes_is_not_ranked(shared_url: str) -> None:
    def work(session: WriteSession) -> None:
        add_models(session, 2)
        arena = add_arena(session, both_bad="ignore")
        cast(session, arena, [vote(0, 1, "both_bad")] * 5)
        found = board(session, min_votes=1)
        assert (found.ranked, found.votes) == ((), 0)
        assert [(s.model, s.needs(1), s.win_rate) for s in found.unranked] == [
            ("m0", 1, None),
            ("m1", 1, None),
        ]

    inside(shared_url, work)


def test_an_axis_has_its_own_board(shared_url: str) -> None:
    def work(session: WriteSession) -> None:
        add_models(session, 4)
        arena = add_arena(session)
        people, english = PromptCategory(("people",)), PromptCategory((), "en")
        cast(session, arena, [vote(0, 1, stratum=people), vote(1, 0, stratum=english)])
        assert [e.standing.model for e in board(session, Axis("people"), 1).ranked] == ["m0", "m1"]
        assert [e.standing.model for e in board(session, Axis("", "en"), 1).ranked] == ["m1", "m0"]
        assert board(session, OVERALL, 1).votes == 2

    inside(shared_url, work)


def test_what_is_known_but_never_came_together_is_an_empty_board(shared_url: str) -> None:
    def work(session: WriteSession) -> None:
        add_models(session, 2)
        arena = add_arena(session)
        cast(
            session,
            arena,
            [vote(stratum=PromptCategory(("people",))), vote(stratum=PromptCategory((), "en"))],
        )
        found = board(session, Axis("people", "en"))
        assert (found.ranked, found.unranked, found.votes, found.position) == ((), (), 0, 2)
        assert found.axis == Axis("people", "en")

    inside(shared_url, work)


@pytest.mark.parametrize(
    "axis", [Axis("animals"), Axis("", "de"), Axis("people", "de"), Axis("animals", "en")]
)
def test_a_theme_or_language_that_nothing_ever_had_is_not_found(shared_url: str, axis: Axis) -> None:
    def work(session: WriteSession) -> None:
        add_models(session, 2)
        cast(session, add_arena(session), [vote(stratum=PromptCategory(("people",), "en"))])
        unknown = "theme=animals" if axis.theme == "animals" else "language=de"
        with pytest.raises(NotFound, match=unknown):
            read(session, "t2i", axis)

    inside(shared_url, work)


def test_an_arena_without_votes_has_an_empty_board(shared_url: str) -> None:
    def work(session: WriteSession) -> None:
        add_arena(session)
        found = board(session)
        assert (found.ranked, found.unranked, found.votes, found.position) == ((), (), 0, 0)
        with pytest.raises(NotFound, match="no arena 'other'"):
            read(session, "other", OVERALL)

    inside(shared_url, work)


def test_a_board_of_the_past(shared_url: str) -> None:
    def work(session: WriteSession) -> None:
        add_models(session, 4)
        arena = add_arena(session)
        cast(session, arena, [vote(0, 1, stratum=ALL), vote(1, 2, day=1, stratum=ALL)])
        then = board(session, min_votes=1, at=PointInTime(position=1))
        assert [e.standing.model for e in then.ranked] == ["m0", "m1"]
        assert (then.position, then.as_of, then.votes) == (1, DAY * clock.DAY, 1)
        by_day = board(session, min_votes=1, at=PointInTime(day=DAY))
        assert (by_day.ranked, by_day.position) == (then.ranked, 1)
        before = board(session, at=PointInTime(day=DAY - 1))
        assert (before.position, before.ranked, before.unranked) == (0, (), ())
        with pytest.raises(Invalid):
            board(session, at=PointInTime(position=3))

    inside(shared_url, work)


def test_retired_models_and_arenas_are_still_shown(shared_url: str) -> None:
    def work(session: WriteSession) -> None:
        add_models(session, 2)
        arena = add_arena(session)
        cast(session, arena, [vote(0, 1)] * 3)
        before = board(session)
        for model_id in models.ids_of(session, ["m0", "m1"]).values():
            models.change(session, model_id, {"retired_at": 1})
        arenas.change(session, arena.id, {"retired_at": 1})
        after = board(session)
        assert [(e.rank, e.standing) for e in after.ranked] == [(e.rank, e.standing) for e in before.ranked]
        assert [facts.retired for facts in after.facts.values()] == [True, True]
        rest = build(read(session, "t2i", OVERALL, retired=False))
        assert (rest.ranked, rest.unranked, rest.votes) == ((), (), 3)

    inside(shared_url, work)


def test_what_a_board_shows_beside_the_rating(shared_url: str) -> None:
    def work(session: WriteSession) -> None:
        add_models(session, 2)
        maker = organizations.add(session, {"slug": "luma", "name": "Luma", "created_at": 0})
        model_id = models.ids_of(session, ["m0"])["m0"]
        models.change(session, model_id, {"organization_id": maker, "license_name": "MIT"})
        for day, amount in [("2020-01-01", 70_000), ("2024-01-01", 40_000), ("9999-01-01", 10_000)]:
            offers.add(session, _offer(model_id, valid_from=day, amount_micros=amount))
        cast(session, add_arena(session), [vote(0, 1)] * 3)
        facts = board(session).facts["m0"]
        assert (facts.name, facts.organization, facts.license) == ("M0", "luma", "MIT")
        assert facts.price is not None
        assert tuple(facts.price) == (0.04, "USD", "acme", None)

    inside(shared_url, work)


def _offer(model_id: int, **values: object) -> dict[str, Any]:
    good = {"provider": "acme", "unit": "image", "currency": "USD", "created_at": 0}
    return {"model_id": model_id, **good, **values}


def test_where_the_two_orders_contradict_each_other_the_board_says_so(shared_url: str) -> None:
    """With a large tau the score forgets: m1 won 40 times, but m0 the last six."""

    def work(session: WriteSession) -> None:
        add_models(session, 2)
        arena = add_arena(session, tau=8.0)
        cast(session, arena, [*[vote(1, 0, stratum=ALL)] * 40, *[vote(0, 1, stratum=ALL)] * 6])
        found = board(session)
        assert [e.standing.model for e in found.ranked] == ["m0", "m1"]
        assert found.disagreements == (Disagreement("m0", "m1"),)

    inside(shared_url, work)


def test_a_voided_vote_is_on_no_board(shared_url: str) -> None:
    def work(session: WriteSession) -> None:
        add_models(session, 4)
        arena = add_arena(session)
        cast(session, arena, [vote(0, 1), vote(2, 3)])
        void(session, reread(session, arena.id), [2], "a reason")
        found = board(session, min_votes=1)
        assert set(found.facts) == {"m0", "m1"}
        assert (found.votes, found.position) == (1, 2)

    inside(shared_url, work)


@pytest.mark.anyio
async def test_through_the_services(database_url: str, tmp_path: Path) -> None:
    async with arena_services(database_url, tmp_path) as services:
        arena = await new_arena(services)
        await submit(services, arena, ballots(50))
        found = await leaderboard(services, "t2i", OVERALL)
        assert (found.position, found.votes, len(found.ranked)) == (50, 50, 8)
