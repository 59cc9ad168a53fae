"""The log as frames: columns straight from the driver's rows, because a log has millions of them.

`service.arena.votes.log` makes a dictionary of every vote, for JSON and for what looks at single votes; that
takes ten times as long as these columns do.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

import polars as pl

from service.arena.access.releases import Release, of_month
from service.arena.catalog import arenas
from service.arena.tables.encoding import TIME
from service.arena.tables.files import Parts
from service.arena.tables.joined import categories_frame, named
from service.db.engine import ReadSession
from service.db.queries import matchups, models, prompt_categories, votes
from service.db.queries.log import rankings
from service.db.queries.votes import LOG_COLUMNS, LogColumns
from service.domain.arenas import Arena
from service.domain.rankings import Ranking
from service.domain.votes import RANKED, VoteRef, outcome_label

COLUMNS = (
    "id",
    "position",
    "model_left",
    "model_right",
    "outcome",
    "themes",
    "language",
    "prompt_id",
    "voted_at",
    "external_id",
    "voided_at",
    "void_reason",
    "models",
    "ranks",
    "voter_number",
    "probability",
)
"""The columns of a table of votes. Of the voter there is a number that means nothing outside of it."""

PART = 20_000
"""Votes of a part. Its rows take 20 MB, and on PostgreSQL its read holds up the server for 50 ms."""

# Voters whose numbers are remembered from part to part; each takes a hash.
_MOST_VOTERS = 200_000

_STORED: dict[str, Any] = {**dict.fromkeys(LOG_COLUMNS, pl.Int64), "void_reason": pl.String}
_OUTCOME = LOG_COLUMNS.index("outcome")
_VOTER = LOG_COLUMNS.index("voter")


@dataclass(frozen=True, slots=True)
class VoteFrames:
    """Makes frames of an arena's votes; without a release, voters have no numbers."""

    arena: Arena
    release: Release | None
    categories: pl.DataFrame
    slugs: Mapping[int, str]
    numbers: dict[int | None, int | None] = field(default_factory=dict)

    @classmethod
    def of(cls, session: ReadSession, arena: Arena, release: Release | None) -> VoteFrames:
        """Return what makes the frames of an arena's votes."""
        categories = categories_frame(prompt_categories.of_arena(session, arena.id))
        return cls(arena, release, categories, models.slugs(session))

    def read(self, session: ReadSession, after: int, upto: int) -> Callable[[], pl.DataFrame]:
        """Return what makes a frame of the votes after one position up to another, without the database."""
        rows = votes.log_tuples(session, self.arena.id, after, upto)
        is_ranked = any(row[_OUTCOME] == RANKED for row in rows)
        more = (
            _odds(matchups.probabilities(session, self.arena.id, after + 1, upto)),
            _ids(votes.external_ids_between(session, self.arena.id, after, upto)),
            self._orders(rankings.between(session, self.arena.id, after, upto) if is_ranked else {}),
        )
        return lambda: self._frame(rows, more)

    def _frame(self, rows: list[LogColumns], more: Iterable[pl.DataFrame]) -> pl.DataFrame:
        columns: list[Sequence[Any]] = list(zip(*rows, strict=True)) if rows else [()] * len(_STORED)
        stored = zip(_STORED.items(), columns, strict=True)
        frame = pl.DataFrame([pl.Series(name, values, kind) for (name, kind), values in stored])
        frame = frame.with_columns(
            pl.col("position").add(VoteRef(self.arena.id, 0).id).alias("id"),
            *(named(name, self.slugs) for name in ("model_left", "model_right")),
            named("outcome", {one: outcome_label(one) for one in set(columns[_OUTCOME])}),
            pl.col("voted_at", "voided_at").cast(TIME),
            # Nobody needs the voter of a void vote.
            pl.when(pl.col("voided_at").is_null()).then(self._numbers(columns[_VOTER])).alias("voter_number"),
        )
        frame = frame.join(self.categories, on="stratum_id", how="left", maintain_order="left")
        for one in more:
            frame = frame.join(one, on="position", how="left", maintain_order="left")
        return frame.select(COLUMNS)

    def _numbers(self, voters: Sequence[int | None]) -> pl.Series:
        """Return the numbers of voters. By a dictionary, which takes a third of the time of a join."""
        release = self.release
        if release is None:
            return pl.Series([None] * len(voters), dtype=pl.Int64)
        if len(self.numbers) > _MOST_VOTERS:
            self.numbers.clear()
        for voter in set(voters).difference(self.numbers):
            self.numbers[voter] = None if voter is None else release.number(self.arena.id, voter)
        return pl.Series([self.numbers[voter] for voter in voters], dtype=pl.Int64)

    def _orders(self, orders: Mapping[int, Ranking[int]]) -> pl.DataFrame:
        return pl.DataFrame(
            {
                "position": list(orders),
                "models": [[self.slugs[model] for model in one.models] for one in orders.values()],
                "ranks": [list(one.ranks) for one in orders.values()],
            },
            schema={"position": pl.Int64, "models": pl.List(pl.String), "ranks": pl.List(pl.Int64)},
        )


def _odds(odds: Mapping[int, float]) -> pl.DataFrame:
    columns = {"position": list(odds), "probability": list(odds.values())}
    return pl.DataFrame(columns, schema={"position": pl.Int64, "probability": pl.Float64})


def _ids(rows: Sequence[tuple[int, str]]) -> pl.DataFrame:
    return pl.DataFrame(rows, schema={"position": pl.Int64, "external_id": pl.String}, orient="row")


def frames(session: ReadSession, arena: Arena, release: Release | None, after: int = 0) -> Parts:
    """Yield what makes the frames of an arena's votes after a position, in log order; at least one."""
    makes = VoteFrames.of(session, arena, release)
    last = max(after, arena.last_position)
    for start in range(after, max(last, after + 1), PART):
        yield makes.read(session, start, min(start + PART, last))


def parts_of(slug: str, after: int, secret: bytes) -> Callable[[ReadSession], Parts]:
    """Return what yields the frames of an arena's votes after a position, with voters' numbers of the month.

    It raises NotFound.
    """

    def parts(session: ReadSession) -> Parts:
        arena = arenas.get(session, slug)
        yield from frames(session, arena, of_month(secret, arena.rated_at), after)

    return parts


class LogPart(NamedTuple):
    """A part of the log as a frame, the position of its last vote, and whether there is more after it."""

    frame: pl.DataFrame
    last_position: int
    more: bool


def read_part(session: ReadSession, slug: str, after: int, limit: int, secret: bytes) -> LogPart:
    """Return up to ``limit`` votes of an arena after a position. Raise NotFound."""
    arena = arenas.get(session, slug)
    last = max(after, min(after + limit, arena.last_position))
    make = VoteFrames.of(session, arena, of_month(secret, arena.rated_at)).read(session, after, last)
    return LogPart(make(), last, last < arena.last_position)
