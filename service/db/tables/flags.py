"""The tables of what looks like rigging: flags, and the votes that each of them is about."""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    Column,
    ForeignKey,
    Integer,
    PrimaryKeyConstraint,
    SmallInteger,
    String,
    Table,
    Text,
    UniqueConstraint,
)

from service.db.tables.base import CLUSTERED, metadata, row_id, to

# `subject` is the keyed hash of a voter or of a network, or a day, as `scope` says. `model_id` is the model
# that is favored or harmed, 0 where the evidence is about no model. `evidence` is JSON.
flags = Table(
    "flags",
    metadata,
    row_id(),
    to("arenas", "arena_id"),
    Column("kind", String(12), nullable=False),
    Column("scope", String(8), nullable=False),
    Column("subject", BigInteger, nullable=False),
    Column("model_id", Integer, nullable=False),
    Column("first_position", BigInteger, nullable=False),
    Column("last_position", BigInteger, nullable=False),
    Column("votes", Integer, nullable=False),
    Column("evidence", Text, nullable=False),
    Column("state", String(8), nullable=False),
    Column("created_at", BigInteger, nullable=False),
    Column("updated_at", BigInteger, nullable=False),
    UniqueConstraint("arena_id", "kind", "scope", "subject", "model_id"),
    CheckConstraint("state IN ('open', 'held', 'released')", name="state"),
)

# `held` is 1 where this flag is the reason why the vote is held. Several flags may be about one vote, and
# only one of them holds it.
flag_votes = Table(
    "flag_votes",
    metadata,
    Column("flag_id", Integer, ForeignKey("flags.id", ondelete="CASCADE"), nullable=False),
    Column("position", BigInteger, nullable=False),
    Column("held", SmallInteger, nullable=False),
    PrimaryKeyConstraint("flag_id", "position"),
    **CLUSTERED,
)

# The last scan of an arena: up to which position of the log, and when.
flag_scans = Table(
    "flag_scans",
    metadata,
    to("arenas", "arena_id", key=True),
    Column("position", BigInteger, nullable=False),
    Column("scanned_at", BigInteger, nullable=False),
    **CLUSTERED,
)
