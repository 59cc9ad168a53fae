"""The cheapest model that will do, in an arena whose models differ by a known amount."""

from __future__ import annotations

from pathlib import Path

import pytest

from service.arena.boards.boards import leaderboard
from service.arena.boards.point_in_time import PointInTime
from service.arena.boards.refits.kept import Refits
from service.arena.queries.decide import DecisionQuestion, decide
from service.arena.services import Services
from service.db.queries.log import refits
from service.domain.axes import OVERALL
from service.domain.questions.filters import ModelFilter
from service.errors import Invalid
from tests.support.votes.questions import PRICED, arena_to_ask, models_named

pytestmark = pytest.mark.anyio


async def test_decisions(database_url: str, tmp_path: Path) -> None:
    async with arena_to_ask(database_url, tmp_path) as services:
        await _on_one_axis(services)
        await _on_several_axes(services)
        await _what_is_refused(services)
        await _without_a_server(services)


async def _on_one_axis(services: Services) -> None:
    """Compare verdicts without a margin with the claims of the leaderboard."""
    found = await decide(services, DecisionQuestion("t2i", "m0", margin=0.0))
    verdicts = {one.model.slug: one.verdict for one in found.candidates}
    assert (found.basis, found.shares, verdicts["m0"]) == ("votes", {OVERALL: 1.0}, "reference")
    board = await leaderboard(services, "t2i", OVERALL)
    ratings = {entry.standing.model: entry.interval.rating for entry in board.ranked}
    assert {one.model.slug: one.rating for one in found.candidates} == pytest.approx(ratings, abs=0.001)
    assert [verdicts[f"m{i}"] for i in (5, 6, 7)] == ["worse"] * 3
    decided = {below for one in board.claims.decided if one.above == "m0" for below in one.below}
    assert decided >= {"m5", "m6", "m7"}
    # The better ones are surely not worse than m5, and the cheapest of them is m4.
    wide = await decide(services, DecisionQuestion("t2i", "m5", margin=60.0))
    assert wide.choice is not None
    assert wide.choice.model.slug == f"m{PRICED - 1}"
    assert [one.model.slug for one in wide.candidates][:2] == ["m5", "m4"]
    few = await decide(services, DecisionQuestion("t2i", "m5", margin=60.0, models=models_named("m0", "m1")))
    assert few.choice is not None
    assert few.choice.model.slug == "m1"
    sure = await decide(services, DecisionQuestion("t2i", "m5", margin=60.0, confidence=0.999))
    widths = [[one.high - one.low for one in d.candidates if one.high and one.low] for d in (sure, wide)]
    assert min(widths[0]) > max(0.0, min(widths[1]))


async def _on_several_axes(services: Services) -> None:
    found = await decide(services, DecisionQuestion("t2i", axes=("theme=*",), margin=900.0))
    assert (found.basis, sorted(found.shares.values())) == ("pooled", [0.5, 0.5])
    assert found.reference.rating == max(one.rating for one in found.candidates)
    # With such a margin every model will do, so it is the cheapest.
    assert found.choice is not None
    assert found.choice.model.dollars == 0.01
    pooled = await decide(services, DecisionQuestion("t2i", "m0", basis="pooled"))
    board = await leaderboard(services, "t2i", OVERALL)
    likely = {entry.standing.model: entry.likely.rating for entry in board.ranked if entry.likely}
    assert {one.model.slug: one.rating for one in pooled.candidates} == pytest.approx(likely, abs=0.002)
    weighed = await decide(
        services, DecisionQuestion("t2i", "m0", weights={"theme=cars": 1.0, "theme=people": 3.0})
    )
    assert sorted(weighed.shares.values()) == [0.25, 0.75]


async def _what_is_refused(services: Services) -> None:
    cases = [
        (DecisionQuestion("t2i", "m9"), "not_worse_than is not a known model"),
        (DecisionQuestion("x"), "arena is not a known arena"),
        (DecisionQuestion("*"), r"arena has a '\*'"),
        (DecisionQuestion("t2i", axes=("theme=*",), basis="votes"), "basis must be 'pooled' on several axes"),
        (DecisionQuestion("t2i", "m0", models=ModelFilter(models=("x*",))), "models.0 matches no model"),
        (DecisionQuestion("t2i", "m0", at=PointInTime(1)), "m0 has (no votes on these axes|fewer than 3)"),
        (DecisionQuestion("t2i", at=PointInTime(2)), "axes have no model with 3 votes"),
        (DecisionQuestion("t2i", basis="pooled", at=PointInTime(9)), "axes have no pooled ratings"),
    ]
    for question, why in cases:
        with pytest.raises(Invalid, match=why):
            await decide(services, question)


async def _without_a_server(services: Services) -> None:
    """Where nobody has looked at the votes, they are looked at first."""
    arena_id = (await decide(services, DecisionQuestion("t2i"))).source.arena.id
    await services.database.write(refits.forget_from, arena_id)
    services.boards.refits._kept = Refits()._kept
    found = await decide(services, DecisionQuestion("t2i", "m0"))
    assert found.source.refit is not None
