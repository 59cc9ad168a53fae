"""Boards as JSON: every field that the interface names, no other, and all of it writable as JSON."""

from __future__ import annotations

import json
import typing
from typing import Any

import pytest
from pydantic import BaseModel

from service.api import board_shapes as shapes
from service.api.schemas import boards as schemas
from service.arena.boards import axes, head_to_head, history
from service.arena.boards.boards import Facts, build, read
from service.db.engine import WriteSession
from service.db.queries import models, offers
from service.domain.axes import OVERALL, Axis
from service.domain.boards import Disagreement, Interval, Ranked, Standing
from tests.support.arenas import add_arena, add_models, ballots
from tests.support.ledgers import cast, inside, vote


def assert_shape(value: Any, kind: Any) -> None:
    """The value has exactly the fields of the schema, in its order, at every depth, and of its types."""
    assert list(value) == list(kind.model_fields)
    kind.model_validate(value, strict=True)
    for name, field in kind.model_fields.items():
        for inner in _schemas(field.annotation):
            for part in value[name] if isinstance(value[name], list) else [value[name]]:
                if part is not None:
                    assert_shape(part, inner)


def _schemas(annotation: Any) -> list[type[BaseModel]]:
    found = [a for a in (annotation, *typing.get_args(annotation)) if isinstance(a, type)]
    return [a for a in found if issubclass(a, BaseModel)]


def small_world(session: WriteSession) -> None:
    """An arena with ranked and unranked models, of which one has a price."""
    add_models(session)
    model_id = models.ids_of(session, ["m1"])["m1"]
    offer = {"provider": "acme", "unit": "image", "amount_micros": 40_000, "currency": "USD"}
    offers.add(session, {**offer, "model_id": model_id, "valid_from": "2020-01-01", "created_at": 0})
    cast(session, add_arena(session), [*ballots(18, days=3), vote(1, 2), vote(1, 2), vote(1, 2, "both_bad")])


def test_a_board(shared_url: str) -> None:
    def work(session: WriteSession) -> None:
        small_world(session)
        board = build(read(session, "t2i", OVERALL))
        shaped = shapes.board(board)
        assert_shape(shaped, schemas.LeaderboardOut)
        assert json.loads(json.dumps(shaped, allow_nan=False)) == shaped
        assert shaped["unranked"] or shaped["rows"]
        by_name = {row["model"]: row for row in shaped["rows"]}
        assert by_name["m1"]["price"] == {"amount": 0.04, "currency": "USD", "provider": "acme"}
        for (entry, interval), row in zip(board.ranked, shaped["rows"], strict=True):
            assert (row["model"], row["score"]) == (entry.standing.model, entry.standing.score)
            assert (row["bt_low"], row["rank_high"]) == (interval.low, interval.rank_high)

    inside(shared_url, work)


def test_a_row_keeps_each_number_in_its_place() -> None:
    from_row = ["rank", "rank_low", "rank_high", "model", "name", "organization", "license", "score", "mu"]
    from_row += ["sigma", "votes", "wins", "losses", "ties", "both_bad", "win_rate", "bt_rating", "bt_low"]
    assert list(schemas.BoardRow.model_fields) == [*from_row, "bt_high", "price"]
    shaped = shapes.row(
        Ranked(2, Standing("m", 30.0, 2.0, 10, 5, 2, 2, 1)),
        Interval(1100.0, 1000.0, 1200.0, 1, 3),
        Facts("M", "maker", "Maker", "MIT", None),
    )
    assert list(shaped.values()) == [
        *(2, 1, 3, "m", "M", "maker", "MIT", 24.0, 30.0, 2.0, 10, 5, 2, 2, 1),
        *(0.65, 1100.0, 1000.0, 1200.0, None),
    ]


def test_a_disagreement_has_its_sentence() -> None:
    found = Disagreement("up", "down")
    shaped = {**found._asdict(), "detail": found.detail}
    assert_shape(shaped, schemas.DisagreementOut)


def test_axes_pairs_and_series(shared_url: str) -> None:
    def work(session: WriteSession) -> None:
        small_world(session)
        for item in axes.overview(session, "t2i")[1]:
            assert_shape(shapes.overview(item), schemas.OverviewOut)
        for pair in head_to_head.meetings(session, "t2i", OVERALL)[1]:
            assert_shape(shapes.meeting(pair), schemas.MeetingOut)
        for one in history.series(session, "t2i", OVERALL)[1]:
            shaped = shapes.series(one)
            assert_shape(shaped, schemas.SeriesOut)
            assert [point["date"] for point in shaped["points"]] == sorted(
                p["date"] for p in shaped["points"]
            )

    inside(shared_url, work)


@pytest.mark.parametrize(
    ("axis", "shaped"),
    [
        (OVERALL, {"theme": None, "language": None}),
        (Axis("people"), {"theme": "people", "language": None}),
        (Axis("people", "en"), {"theme": "people", "language": "en"}),
    ],
)
def test_an_axis(axis: Axis, shaped: dict[str, str | None]) -> None:
    assert shapes.axis(axis) == shaped


def test_a_table_has_the_price_and_its_currency_in_columns_of_their_own(shared_url: str) -> None:
    def work(session: WriteSession) -> None:
        small_world(session)
        rows = shapes.board(build(read(session, "t2i", OVERALL, 1)))["rows"]
        table = shapes.flat(rows)
        assert all(list(row) == list(shapes.TABLE) for row in table)
        prices = {row["model"]: (row["price"], row["currency"]) for row in table}
        assert prices.pop("m1") == (0.04, "USD")
        assert set(prices.values()) == {(None, None)}
        assert all(isinstance(row["price"], dict | None) for row in rows)

    inside(shared_url, work)
