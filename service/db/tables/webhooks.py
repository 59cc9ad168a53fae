"""The tables of what is announced: notices, the webhooks that get them, and the deliveries."""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    Column,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    SmallInteger,
    String,
    Table,
    Text,
    UniqueConstraint,
    text,
)

from service.db.tables.base import CLUSTERED, metadata, row_id, to

_WAITING = text("state = 'waiting'")

# `uid` follows from what happened, so that two processes that see the same thing announce it once. `body` is
# the JSON that receivers get.
notices = Table(
    "notices",
    metadata,
    row_id(),
    Column("uid", String(40), nullable=False, unique=True),
    Column("kind", String(20), nullable=False),
    to("arenas", "arena_id", nullable=True),
    to("models", "model_id", nullable=True),
    Column("at", BigInteger, nullable=False),
    Column("body", Text, nullable=False),
    Index(None, "arena_id", "id"),
    Index(None, "model_id", "id"),
)

# What notices have said of an arena's leaderboards: compressed JSON. Each change raises `version`,
# so of two processes only one announces. An empty body is the first look at an arena with a past.
board_marks = Table(
    "board_marks",
    metadata,
    to("arenas", "arena_id", key=True),
    Column("version", BigInteger, nullable=False),
    Column("body", LargeBinary, nullable=False),
    **CLUSTERED,
)

# The secret itself is not stored: it is derived from the service's secret key and `salt`. `fingerprint` is a
# hash of it, which tells whether the service's key is still the same. After a rotation, what `old_salt` gives
# is used as well until `old_until`. `kinds` are separated by spaces; none stands for all.
webhooks = Table(
    "webhooks",
    metadata,
    row_id(),
    Column("url", Text, nullable=False),
    Column("description", Text, nullable=False),
    Column("kinds", Text, nullable=False),
    to("arenas", "arena_id", nullable=True),
    Column("salt", LargeBinary(16), nullable=False),
    Column("fingerprint", LargeBinary(16), nullable=False),
    Column("old_salt", LargeBinary(16)),
    Column("old_until", BigInteger),
    Column("created_at", BigInteger, nullable=False),
    Column("disabled_at", BigInteger),
    Column("disabled_reason", Text),
)

# `due_at` is when it is to be sent: at once, after a pause, or when the lease of the process that sends it
# runs out. `attempts` counts the sends, those before `first_attempt` belong to earlier replays; only the
# process of the latest send may change the row.
deliveries = Table(
    "deliveries",
    metadata,
    row_id(),
    Column("webhook_id", Integer, ForeignKey("webhooks.id", ondelete="CASCADE"), nullable=False),
    Column("notice_id", Integer, ForeignKey("notices.id", ondelete="CASCADE"), nullable=False),
    Column("state", String(9), nullable=False),
    Column("attempts", Integer, nullable=False),
    Column("first_attempt", Integer, nullable=False),
    Column("due_at", BigInteger, nullable=False),
    Column("status", SmallInteger),
    Column("error", Text),
    Column("latency_ms", Integer),
    Column("created_at", BigInteger, nullable=False),
    Column("ended_at", BigInteger),
    UniqueConstraint("webhook_id", "notice_id"),
    CheckConstraint("state IN ('waiting', 'delivered', 'failed')", name="state"),
    Index("ix_deliveries_due", "due_at", sqlite_where=_WAITING, postgresql_where=_WAITING),
    Index(None, "webhook_id", "id"),
    Index(None, "notice_id"),
)
