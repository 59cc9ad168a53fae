"""The table of the log's sealed segments."""

from __future__ import annotations

from sqlalchemy import BigInteger, CheckConstraint, Column, Integer, LargeBinary, Table

from service.db.tables.base import CLUSTERED, metadata, to

# The key makes a segment that two processes seal at once one row: both begin where the log was sealed to.
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
    CheckConstraint("first_position <= last_position", name="positions"),
    **CLUSTERED,
)
