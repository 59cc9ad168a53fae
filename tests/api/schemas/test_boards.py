"""What the reading endpoints may be asked, and the shapes of their answers: what was computed, as JSON."""

from __future__ import annotations

import json
from typing import Any

import pytest
from pydantic import ValidationError

from service.api.schemas.boards import (
    AxesOut,
    AxisOut,
    AxisQuery,
    BoardQuery,
    BoardRow,
    HistoryOut,
    HistoryQuery,
    LeaderboardOut,
)
from service.api.schemas.claims import DisagreementOut
from service.arena.boards import axes, columns, history
from service.arena.boards.axes import LikelyLeader
from service.arena.boards.boards import ModelFacts, build, read
from service.arena.boards.columns import COLUMNS
from service.db.engine import WriteSession
from service.db.queries import models, offers
from service.domain.axes import OVERALL, Axis
from service.domain.boards import MIN_VOTES, Disagreement, Interval, RankedStanding, Standing
from service.rating.pooled import Likely
from tests.support.votes.arenas import add_arena, add_models, ballots
from tests.support.votes.boards import board_of
from tests.support.votes.ledgers import cast, inside, vote


def test_nothing_asked_is_the_whole_of_now() -> None:
    query = BoardQuery()
    assert (query.theme, query.language, query.at, query.format) == (None, None, None, "json")
    assert query.min_votes == MIN_VOTES
    assert HistoryQuery().model is None


@pytest.mark.parametrize(
    "asked",
    [
        {"min_votes": 0},
        {"min_votes": -1},
        {"min_votes": 10**7},
        {"min_votes": "many"},
        {"theme": "x" * 201},
        {"theme": "a\0b"},
        {"language": "x" * 101},
        {"language": "\0"},
        {"at": "1" * 21},
        {"format": "xlsx"},
        {"format": "JSON"},
        {"themes": "people"},
        {"Theme": "people"},
    ],
)
def test_what_cannot_be_meant_is_refused(asked: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        BoardQuery.model_validate(asked)


@pytest.mark.parametrize("kind", [AxisQuery, BoardQuery, HistoryQuery])
def test_a_mistyped_filter_does_not_read_as_none(kind: type[AxisQuery]) -> None:
    with pytest.raises(ValidationError, match="langauge"):
        kind.model_validate({"langauge": "en"})


def test_the_most_and_the_least_that_can_be_meant() -> None:
    for votes in (1, 1_000_000):
        assert BoardQuery(min_votes=votes).min_votes == votes
    assert BoardQuery(theme="x" * 200).theme == "x" * 200


def test_the_fields_of_a_leaderboard_are_what_clients_know() -> None:
    head = ["arena", "axis", "revision", "position", "simulated_votes", "as_of"]
    head += [
        "method_version",
        "fingerprint",
        "min_votes",
        "votes",
        "interval",
        "limits",
        "components",
        "pooled",
        "order",
    ]
    rest = ["rows", "unranked", "decided", "neighbors", "disagreements"]
    assert list(LeaderboardOut.model_fields) == [*head, *rest]


def small_world(session: WriteSession) -> None:
    """Fill an arena with ranked and unranked models; one has a price."""
    add_models(session)
    model_id = models.ids_of(session, ["m1"])["m1"]
    offer = {"provider": "acme", "unit": "image", "amount_micros": 40_000, "currency": "USD"}
    offers.add(session, {**offer, "model_id": model_id, "valid_from": "2020-01-01", "created_at": 0})
    cast(session, add_arena(session), [*ballots(18, days=3), vote(1, 2), vote(1, 2), vote(1, 2, "both_bad")])


def test_a_leaderboard_says_what_was_computed(shared_url: str) -> None:
    def work(session: WriteSession) -> None:
        small_world(session)
        board = build(read(session, "t2i", OVERALL))
        shape = LeaderboardOut.of(board)
        assert json.loads(shape.model_dump_json()) == shape.model_dump()
        assert (shape.arena, shape.votes, shape.min_votes) == ("t2i", board.votes, MIN_VOTES)
        assert len(shape.rows) == len(board.ranked) > 0
        for entry, row in zip(board.ranked, shape.rows, strict=True):
            assert (row.model, row.score) == (entry.standing.model, entry.standing.score)
            assert (row.bt_low, row.rank_high) == (entry.interval.low, entry.interval.rank_high)
        prices = {row.model: row.price for row in shape.rows}
        priced = prices.pop("m1")
        assert priced is not None
        assert priced.model_dump() == {"amount": 0.04, "currency": "USD", "provider": "acme"}
        assert set(prices.values()) == {None}
        assert [(row.model, row.votes, row.needs) for row in shape.unranked] == [
            (s.model, s.votes, MIN_VOTES - s.votes) for s in board.unranked
        ]

    inside(shared_url, work)


def test_a_row_has_the_values_of_the_columns() -> None:
    place = RankedStanding(2, Standing("m", 30.0, 2.0, 10, 5, 2, 2, 1))
    facts = ModelFacts("M", "maker", "Maker", "MIT", None)
    (entry,) = board_of([(place, Interval(1100.0, 1000.0, 1200.0, 1, 3))], {"m": facts}).ranked
    assert list(BoardRow.of(entry).model_dump().items()) == list(columns.fields(entry).items())


def test_a_disagreement_has_its_sentence() -> None:
    found = Disagreement("up", "down")
    assert DisagreementOut.of(found).model_dump() == {"above": "up", "below": "down", "detail": found.detail}


def test_axes_pairs_and_series_say_what_was_computed(shared_url: str) -> None:
    def work(session: WriteSession) -> None:
        small_world(session)
        arena, overviews = axes.overview(session, "t2i")
        shape = AxesOut.of(arena, overviews)
        assert (shape.arena, shape.revision) == ("t2i", arena.revision)
        assert [(one.theme or "", one.language or "", one.votes, one.ranked) for one in shape.items] == [
            (one.axis.theme, one.axis.language, one.votes, one.ranked) for one in overviews
        ]
        leaders = [(one.leader.model, one.leader.name, one.leader.score) for one in shape.items if one.leader]
        assert leaders == [
            (one.leader.model, one.leader_name, one.leader.score) for one in overviews if one.leader
        ]
        assert leaders
        assert [one.likely_leader for one in shape.items] == [None] * len(overviews)
        first = LikelyLeader("m1", "M1", Likely(1010.0, 990.0, 1030.0))
        likely = AxesOut.of(arena, [overviews[0]._replace(likely_leader=first)]).items[0].likely_leader
        assert likely
        assert likely.model_dump() == {
            "model": "m1",
            "name": "M1",
            "likely": 1010.0,
            "likely_low": 990.0,
            "likely_high": 1030.0,
        }
        _, series = history.histories(session, "t2i", OVERALL)
        for one, computed in zip(HistoryOut.of(arena, OVERALL, series).series, series, strict=True):
            assert [point.score for point in one.points] == [p.standing.score for p in computed.points]
            assert [point.date for point in one.points] == sorted(point.date for point in one.points)

    inside(shared_url, work)


@pytest.mark.parametrize(
    ("axis", "shape"),
    [
        (OVERALL, {"theme": None, "language": None}),
        (Axis("people"), {"theme": "people", "language": None}),
        (Axis("people", "en"), {"theme": "people", "language": "en"}),
    ],
)
def test_an_axis(axis: Axis, shape: dict[str, str | None]) -> None:
    assert AxisOut.of(axis).model_dump() == shape


def test_the_document_says_what_each_column_is() -> None:
    described = BoardRow.model_json_schema()["properties"]
    assert {name: one["description"] for name, one in described.items()} == {
        column.name: column.about for column in COLUMNS if column.in_json
    }
    assert all(column.about.endswith(".") for column in COLUMNS)
