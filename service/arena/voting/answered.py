"""The matchups that were answered, as a table: for which prompt, between which models, and what was chosen.

A row is there once its vote is published, so it tells nothing that the public log does not. Matchups that
are open, were skipped or expired are in no table: their voters may still get the same images again.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial
from typing import Any, NamedTuple

import polars as pl

from service.arena.catalog import arenas
from service.arena.tables.encoding import TIME
from service.arena.tables.files import Parts
from service.arena.tables.joined import categories_frame, named
from service.db.engine import ReadSession
from service.db.queries import models, prompt_categories
from service.db.queries.log.answered import ANSWERED_COLUMNS, AnsweredColumns, answered
from service.domain.arenas import Arena
from service.domain.votes import Outcome, VoteRef

PART = 20_000
COLUMNS = (
    "vote_id",
    "position",
    "prompt_id",
    "prompt",
    "themes",
    "language",
    "model_left",
    "model_right",
    "outcome",
    "chosen",
    "probability",
    "voted_at",
    "voided_at",
    "void_reason",
)

_STORED: dict[str, Any] = {
    **dict.fromkeys(ANSWERED_COLUMNS, pl.Int64),
    **dict.fromkeys(("prompt", "void_reason"), pl.String),
    "probability": pl.Float64,
}


class AnsweredPart(NamedTuple):
    """A frame with times in microseconds, the position of its last row, and whether more follows."""

    frame: pl.DataFrame
    last_position: int
    more: bool


def typed(frame: pl.DataFrame) -> pl.DataFrame:
    """Return a frame of matchups with times as times."""
    return frame.with_columns(pl.col("voted_at", "voided_at").cast(TIME))


def read_part(session: ReadSession, slug: str, after: int, limit: int) -> AnsweredPart:
    """Return up to ``limit`` answered matchups of an arena after a position of its log. Raise NotFound."""
    arena = arenas.get(session, slug)
    rows = answered(session, arena.id, after, arena.last_position, limit + 1)
    more = len(rows) > limit
    rows = rows[:limit]
    return AnsweredPart(_maker(session, arena)(rows), rows[-1][0] if rows else after, more)


def parts_of(slug: str, after: int) -> Callable[[ReadSession], Parts]:
    """Return what yields the frames of an arena's answered matchups after a position; at least one.

    It raises NotFound.
    """

    def parts(session: ReadSession) -> Parts:
        arena = arenas.get(session, slug)
        frame = _maker(session, arena)
        for rows in _all(session, arena, after):
            yield partial(_typed_frame, frame, rows)

    return parts


def _typed_frame(
    frame: Callable[[list[AnsweredColumns]], pl.DataFrame], rows: list[AnsweredColumns]
) -> pl.DataFrame:
    return typed(frame(rows))


def _all(session: ReadSession, arena: Arena, after: int) -> Iterator[list[AnsweredColumns]]:
    rows = answered(session, arena.id, after, arena.last_position, PART)
    yield rows
    while len(rows) == PART:
        rows = answered(session, arena.id, rows[-1][0], arena.last_position, PART)
        yield rows


def _maker(session: ReadSession, arena: Arena) -> Callable[[list[AnsweredColumns]], pl.DataFrame]:
    """Return what makes frames of an arena's matchups, without the database."""
    categories = categories_frame(prompt_categories.of_arena(session, arena.id))
    return partial(_frame, arena.id, categories, models.slugs(session))


def _frame(
    arena_id: int, categories: pl.DataFrame, slugs: Mapping[int, str], rows: Sequence[AnsweredColumns]
) -> pl.DataFrame:
    frame = pl.DataFrame(rows, schema=_STORED, orient="row")
    left = pl.when(pl.col("outcome") == int(Outcome.LEFT)).then(pl.col("model_left"))
    chosen = left.when(pl.col("outcome") == int(Outcome.RIGHT)).then(pl.col("model_right"))
    frame = frame.with_columns(
        pl.col("position").add(VoteRef(arena_id, 0).id).alias("vote_id"), chosen.alias("chosen")
    )
    frame = frame.with_columns(
        *(named(name, slugs) for name in ("model_left", "model_right", "chosen")),
        named("outcome", {int(one): one.label for one in Outcome}),
    )
    return frame.join(categories, on="stratum_id", how="left", maintain_order="left").select(COLUMNS)
