"""The tables of the log's sealed segments, and of what the database keeps of votes that only they hold."""

from __future__ import annotations

from sqlalchemy import BigInteger, CheckConstraint, Column, Integer, LargeBinary, Table

from service.db.tables.base import CLUSTERED, metadata, to

# The key makes a segment that two processes seal at once one row: both begin where the log was sealed to.
# `dropped` is how many of its votes are not in the table of votes any more.
log_segments = Table(
    "log_segments",
    metadata,
    to("arenas", "arena_id", key=True),
    Column("first_position", BigInteger, primary_key=True, autoincrement=False),
    Column("last_position", BigInteger, nullable=False),
    Column("first_day", Integer, nullable=False),
    Column("last_day", Integer, nullable=False),
    Column("sha256", LargeBinary(32), nullable=False),
    Column("manifest", LargeBinary(32), nullable=False),
    Column("bytes", BigInteger, nullable=False),
    Column("sealed_at", BigInteger, nullable=False),
    Column("dropped", BigInteger, nullable=False, server_default="0"),
    CheckConstraint("first_position <= last_position", name="positions"),
    **CLUSTERED,
)

# Who cast the votes that were dropped, since a segment identifies nobody: for a block of positions, eight
# bytes each, compressed. A block without voters has no row.
dropped_voters = Table(
    "dropped_voters",
    metadata,
    to("arenas", "arena_id", key=True),
    Column("first_position", BigInteger, primary_key=True, autoincrement=False),
    Column("voters", LargeBinary, nullable=False),
    **CLUSTERED,
)
