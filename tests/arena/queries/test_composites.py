"""Composites of an arena: weights, votes and places."""

from __future__ import annotations

from dataclasses import replace

import pytest

from service.arena.queries.composites import composite_of, composite_rows, shares_of, votes_of
from service.arena.queries.reading import ArenaSource
from service.domain.axes import Axis
from service.domain.questions.filters import ModelRecord
from service.rating.pooled import fit_pooled
from service.rating.pooling.joint import JointFit
from tests.domain.questions.test_filters import record
from tests.rating.pooling.worlds import Shape, world
from tests.support.votes.boards import arena_of

AXES = {1: Axis("t0"), 2: Axis("t1"), 3: Axis("new")}


def joint() -> JointFit:
    made = world(1, Shape(models=3))
    found = fit_pooled(made.rows, made.categories).joint
    assert found is not None
    return found


def source(**values: object) -> ArenaSource:
    models: dict[int, ModelRecord] = {i: record(f"m{i}")._replace(id=i) for i in (1, 2, 3, 4)}
    rows = {
        1: [(1, i, 25.0, 1.0, 2, 1, 0, 0, 9) for i in (1, 2)],
        2: [(2, 1, 25.0, 1.0, 2, 2, 0, 1, 9)],
    }
    usual = ArenaSource(arena_of(), 9, 0, AXES, {1: 1.0, 2: 3.0, 3: 4.0}, rows, None, models, {})
    return replace(usual, **values)  # type: ignore[arg-type]


def test_axes_without_votes_have_no_share() -> None:
    assert shares_of(source(), joint()) == {Axis("t0"): 0.25, Axis("t1"): 0.75}
    assert shares_of(source(weights={1: 0.0, 2: 0.0, 3: 1.0}), joint()) == {}
    assert composite_of(source(weights={1: 0.0, 2: 0.0, 3: 1.0}), joint()) is None


def test_votes_are_those_of_the_axis_with_most() -> None:
    assert votes_of(source()) == {1: 5, 2: 3, 3: 0, 4: 0}
    assert votes_of(source(weights={1: 1.0, 2: 0.0, 3: 0.0})) == {1: 3, 2: 3, 3: 0, 4: 0}


def test_the_best_come_first_and_those_with_few_votes_have_no_place() -> None:
    rows = composite_rows(source(), joint())
    places = {row.model.slug: row.composite for row in rows}
    assert places["m4"] is None
    assert rows[-1].model.slug == "m4"
    known = [row.composite for row in rows if row.composite]
    assert [one.rating for one in known] == sorted((one.rating for one in known), reverse=True)
    assert all(one.low < one.rating < one.high for one in known)
    assert sum(one.rating for one in known) / 3 == pytest.approx(1000, abs=0.01)
    assert {slug: one.rank is None for slug, one in places.items() if one} == {
        "m1": False,
        "m2": False,
        "m3": True,
    }
    assert sorted(one.rank for one in known if one.rank) == [1, 2]


def test_without_pooled_ratings_there_are_models_and_no_composites() -> None:
    assert [(row.model.slug, row.composite) for row in composite_rows(source(), None)] == [
        (f"m{i}", None) for i in (1, 2, 3, 4)
    ]
