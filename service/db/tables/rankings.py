"""The tables of rankings: votes on more than two models, of which the log names only the first and last."""

from __future__ import annotations

from sqlalchemy import BigInteger, CheckConstraint, Column, Integer, SmallInteger, Table

from service.db.tables.base import CLUSTERED, metadata, to
from service.domain.rankings import MOST

# One row for each model of a ranking, best first. They are apart from the votes, so that votes on a pair,
# which is nearly all of them, cost nothing more.
rankings = Table(
    "rankings",
    metadata,
    to("arenas", "arena_id", key=True),
    Column("position", BigInteger, primary_key=True, autoincrement=False),
    Column("place", SmallInteger, primary_key=True, autoincrement=False),
    Column("rank", SmallInteger, nullable=False),
    to("models", "model_id"),
    CheckConstraint(f"rank BETWEEN 1 AND place AND place <= {MOST}", name="rank"),
    **CLUSTERED,
)

# How many rankings of each size the fold has rated, by prompt category as in `head_to_head`: what the votes
# on a leaderboard must be less than the sum of its models' votes, and its comparisons more than its votes.
ranking_sizes = Table(
    "ranking_sizes",
    metadata,
    Column("arena_id", Integer, primary_key=True, autoincrement=False),
    Column("stratum_id", Integer, primary_key=True, autoincrement=False),
    Column("size", SmallInteger, primary_key=True, autoincrement=False),
    Column("total", BigInteger, nullable=False),
    **CLUSTERED,
)
