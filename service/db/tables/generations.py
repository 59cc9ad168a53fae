"""The table of the generation gateway."""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    Column,
    Index,
    Integer,
    LargeBinary,
    SmallInteger,
    String,
    Table,
    Text,
    text,
)

from service.db.tables.base import metadata, row_id, to

_OPEN = text("finished_at IS NULL")
_COMPLETED = text("state = 'completed'")
_FOR_ARENA = text("prompt_id IS NOT NULL")

# `due_at` is when a worker may start it: at once, after a pause, or when the current worker's lease runs out.
# `attempts` counts the workers that started it; only the latest may change the row. `offer_id` and `attempt`
# name the provider request that is still unanswered; the offer may have been deleted since.
generations = Table(
    "generations",
    metadata,
    row_id(),
    Column("name", String(40), nullable=False, unique=True),
    to("models", "model_id"),
    to("api_keys", "key_id", nullable=True),
    to("arenas", "arena_id", nullable=True),
    to("prompts", "prompt_id", nullable=True),
    Column("state", String(9), nullable=False),
    Column("prompt", Text, nullable=False),
    Column("source", LargeBinary(32)),
    Column("width", Integer),
    Column("height", Integer),
    Column("seed", Integer),
    Column("attempts", SmallInteger, nullable=False),
    Column("attempt", String(60)),
    Column("offer_id", Integer),
    Column("due_at", BigInteger, nullable=False),
    Column("provider", String(100)),
    Column("reserved_micros", BigInteger, nullable=False),
    Column("cost_micros", BigInteger),
    Column("currency", String(3), nullable=False),
    Column("latency_ms", Integer),
    Column("output", LargeBinary(32)),
    Column("output_format", String(4)),
    Column("output_width", Integer),
    Column("output_height", Integer),
    Column("error_code", String(40)),
    Column("error_message", Text),
    Column("created_at", BigInteger, nullable=False),
    Column("started_at", BigInteger),
    Column("finished_at", BigInteger),
    CheckConstraint("state IN ('queued', 'running', 'completed', 'failed', 'cancelled')", name="state"),
    CheckConstraint("(state IN ('queued', 'running')) = (finished_at IS NULL)", name="finished"),
    CheckConstraint("(state = 'completed') = (output IS NOT NULL)", name="output"),
    CheckConstraint("(state = 'failed') = (error_code IS NOT NULL)", name="error"),
    Index("ix_generations_due", "due_at", "id", sqlite_where=_OPEN, postgresql_where=_OPEN),
    Index(None, "key_id", "id"),
    Index(None, "key_id", "created_at"),
    Index("ix_generations_latency", "model_id", "id", sqlite_where=_COMPLETED, postgresql_where=_COMPLETED),
    Index(
        "ix_generations_prompt_id",
        "prompt_id",
        "model_id",
        sqlite_where=_FOR_ARENA,
        postgresql_where=_FOR_ARENA,
    ),
)
