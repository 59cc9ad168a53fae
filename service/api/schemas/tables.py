"""Leaderboards and what is read beside them as tables: one row for each item, and where it belongs.

The last columns of each say which axis, revision and position of the log its rows are of, so that tables of
several can be joined, and a file tells by itself what it is.
"""

from __future__ import annotations

from collections.abc import Mapping

import polars as pl

from service.api.schemas.boards import AxesOut, AxisOut, HistoryOut, OverviewOut, PointOut
from service.api.schemas.head_to_head import HeadToHeadOut, MeetingOut
from service.api.schemas.ledger import IntegrityOut, LedgerOut
from service.api.schemas.releases import ReleaseRow, ReleasesOut
from service.arena.boards import columns
from service.arena.boards.boards import Board
from service.arena.integrity.published import KINDS
from service.arena.tables.encoding import Type, frame_of
from service.domain.ledger import REASONS
from service.http.tables.shapes import columns_of, constants, shape_frame


def board_frame(board: Board) -> pl.DataFrame:
    """Return the ranked models of a leaderboard."""
    schema = {name: columns.NULLABLE.get(name) for name in columns.NAMES}
    place = _place(board.arena.slug, AxisOut.of(board.axis), board.revision, board.position)
    marked = {**place, "fingerprint": board.fingerprint}
    # Past leaderboards have no revision, and the column has the same type in all files.
    return frame_of(columns.table(board), schema).with_columns(constants(marked)).cast({"revision": pl.Int64})


def axes_frame(out: AxesOut) -> pl.DataFrame:
    """Return the axes of an arena."""
    place = {"arena": out.arena, "revision": out.revision, "position": out.position}
    return shape_frame(OverviewOut, out.items, place)


def meetings_frame(out: HeadToHeadOut) -> pl.DataFrame:
    """Return the pairs that met on an axis."""
    return shape_frame(MeetingOut, out.items, _place(out.arena, out.axis, out.revision, out.position))


def history_frame(out: HistoryOut) -> pl.DataFrame:
    """Return a history in long form: a row for each model and day."""
    schema: dict[str, Type] = {"model": pl.String, "name": pl.String, **columns_of(PointOut)}
    rows = [
        {"model": one.model, "name": one.name, **point.model_dump()}
        for one in out.series
        for point in one.points
    ]
    frame = frame_of(rows, schema).with_columns(pl.col("date").str.to_date())
    return frame.with_columns(constants(_place(out.arena, out.axis, out.revision, out.position)))


def ledger_frame(out: LedgerOut) -> pl.DataFrame:
    """Return the days of a ledger, with a column for each reason why votes do not count."""
    names = ("votes", "counted", *REASONS, "skips")
    rows = [
        {"day": day.day, **dict.fromkeys(names, 0), **day.model_dump(exclude={"day", "not_counted"})}
        | day.not_counted
        for day in out.items
    ]
    frame = frame_of(rows, {"day": pl.String, **dict.fromkeys(names, pl.Int64)})
    frame = frame.with_columns(pl.col("day").str.to_date())
    return frame.with_columns(constants(_state(out)))


def integrity_frame(out: IntegrityOut) -> pl.DataFrame:
    """Return the days with held votes, with a column for each kind of reason."""
    rows = [{"day": one.day, "held": one.held, **dict.fromkeys(KINDS, 0), **one.kinds} for one in out.items]
    frame = frame_of(rows, {"day": pl.String, **dict.fromkeys(("held", *KINDS), pl.Int64)})
    return frame.with_columns(pl.col("day").str.to_date(), *constants(_state(out)))


def releases_frame(out: ReleasesOut) -> pl.DataFrame:
    """Return the files of releases: a row for each file, newest release first."""
    rows = [
        ReleaseRow(**file.model_dump(), release=one.name, position=one.position, as_of=one.as_of)
        for one in out.items
        for file in one.files
    ]
    return shape_frame(ReleaseRow, rows)


def _state(out: LedgerOut | IntegrityOut) -> Mapping[str, object]:
    return {"arena": out.arena, "revision": out.revision, "position": out.position}


def _place(arena: str, axis: AxisOut, revision: int | None, position: int) -> Mapping[str, object]:
    return {
        "arena": arena,
        "theme": axis.theme,
        "language": axis.language,
        "revision": revision,
        "position": position,
    }
