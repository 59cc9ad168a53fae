"""The tables of the refits: what is computed of an arena's votes at some positions of its log."""

from __future__ import annotations

from sqlalchemy import BigInteger, Column, LargeBinary, Table

from service.db.tables.base import CLUSTERED, metadata, to

# The body is tens of kilobytes: with a row id, SQLite finds the newest position without reading bodies.
refits = Table(
    "refits",
    metadata,
    to("arenas", "arena_id", key=True),
    Column("position", BigInteger, primary_key=True, autoincrement=False),
    Column("epoch", BigInteger, nullable=False),
    Column("computed_at", BigInteger, nullable=False),
    Column("body", LargeBinary, nullable=False),
)


# The epoch rises when votes before the end of the log change, so that no refit of the former votes is stored
# afterwards. How many refits were stored is a part of what a cached leaderboard depends on.
refit_states = Table(
    "refit_states",
    metadata,
    to("arenas", "arena_id", key=True),
    Column("epoch", BigInteger, nullable=False),
    Column("stored", BigInteger, nullable=False),
    **CLUSTERED,
)
