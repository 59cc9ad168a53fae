"""The tables of a release that its votes give: one row for each model, pair or axis, of all boards."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import polars as pl

from service.arena.boards import columns, head_to_head
from service.arena.boards.boards import Board
from service.arena.boards.likely import LikelyPlace
from service.db.queries.ratings import PairRow
from service.domain.axes import Axis

Cells = dict[str, Any]
Tables = dict[str, pl.DataFrame]

_PLACE: dict[str, Any] = {"axis": pl.String, "theme": pl.String, "language": pl.String}
_LIKELY = dict.fromkeys(("likely", "likely_low", "likely_high"), pl.Float64)
_PRICED = ("price", "currency")
"""Columns of a leaderboard that no vote gives: they change with the day."""

NULLABLE: dict[str, dict[str, Any]] = {
    "boards": {**_PLACE, **columns.NULLABLE},
    "unranked": {**_PLACE, **_LIKELY, "likely_rank": pl.Int64, "win_rate": pl.Float64},
    "axes": {
        **_PLACE,
        **dict.fromkeys(("refit_position", "interval_prompts", "interval_voters"), pl.Int64),
        **dict.fromkeys(
            ("limit_votes", "limit_prompts", "limit_voters", "limit_tau", "limit_ceiling"), pl.Float64
        ),
    },
    "decided": {**_PLACE, "above": pl.String, "below": pl.String},
    "head_to_head": {**_PLACE, "win_rate_a": pl.Float64},
}
"""The tables, with the types of columns whose every cell may be empty."""


@dataclass(frozen=True, slots=True)
class AxisResult:
    """What the votes give on one axis: its leaderboard, and the counts of every pair with their slugs."""

    board: Board
    pairs: Sequence[PairRow]
    slugs: dict[int, str]


def tables(results: Sequence[AxisResult]) -> Tables:
    """Return the tables of all axes."""
    made = {
        "boards": _boards(results),
        "unranked": _unranked(results),
        "axes": _axes(results),
        "decided": _decided(results),
        "head_to_head": _pairs(results),
    }
    return {name: _frame(rows, NULLABLE[name]) for name, rows in made.items()}


def _frame(rows: Iterable[Cells], types: dict[str, Any]) -> pl.DataFrame:
    every = list(rows)
    names = list(every[0]) if every else list(types)
    return pl.DataFrame(every, schema={name: types.get(name) for name in names}, infer_schema_length=None)


def place(axis: Axis) -> Cells:
    """Return the columns with which every row begins."""
    return {"axis": axis.label, "theme": axis.theme or None, "language": axis.language or None}


def _boards(results: Iterable[AxisResult]) -> Iterator[Cells]:
    for one in results:
        for row in columns.table(one.board):
            cells = {name: value for name, value in row.items() if name not in _PRICED}
            yield {**place(one.board.axis), **cells}


def _unranked(results: Iterable[AxisResult]) -> Iterator[Cells]:
    for one in results:
        for standing in one.board.unranked:
            yield {
                **place(one.board.axis),
                "model": standing.model,
                "needs": standing.needs(one.board.min_votes),
                **columns.rating_fields(standing),
                **_likely(one.board.inferred.get(standing.model)),
            }


def _likely(known: LikelyPlace | None) -> Cells:
    cells = (None,) * 4 if known is None else known
    return dict(zip((*_LIKELY, "likely_rank"), cells, strict=True))


def _axes(results: Iterable[AxisResult]) -> Iterator[Cells]:
    for one in results:
        board = one.board
        limits = (None,) * 5 if board.limits is None else board.limits[:5]
        yield {
            **place(board.axis),
            "votes": board.votes,
            "ranked": len(board.ranked),
            "unranked": len(board.unranked),
            "decided": board.claims.pairs,
            "refit_position": board.pooling.position if board.pooling else None,
            "interval_method": board.basis.method,
            "interval_prompts": board.basis.prompts,
            "interval_voters": board.basis.voters,
            **dict(zip(list(NULLABLE["axes"])[-5:], limits, strict=True)),
        }


def _decided(results: Iterable[AxisResult]) -> Iterator[Cells]:
    for one in results:
        for claim in one.board.claims.decided:
            for below in claim.below:
                yield {**place(one.board.axis), "above": claim.above, "below": below}


def _pairs(results: Iterable[AxisResult]) -> Iterator[Cells]:
    for one in results:
        for pair in head_to_head.of_rows(one.board.arena, one.pairs, one.slugs):
            yield {**place(one.board.axis), **pair._asdict(), "win_rate_a": pair.win_rate_a}
