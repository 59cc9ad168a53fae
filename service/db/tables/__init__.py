"""The tables, as the migrations leave them. Every constraint has a name.

Times are microseconds since 1970 (UTC) and days are days since 1970, as integers: the same on both
databases, exact, and small. Money is millionths of a currency unit.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    Column,
    Double,
    Index,
    Integer,
    LargeBinary,
    PrimaryKeyConstraint,
    SmallInteger,
    String,
    Table,
    Text,
    UniqueConstraint,
    text,
)

from service.db.tables.base import CLUSTERED, metadata, row_id, to
from service.db.tables.generation import generations
from service.db.tables.voting import images, matchups

__all__ = [
    "api_keys",
    "arenas",
    "audit",
    "axes",
    "catalog",
    "checkpoints",
    "generations",
    "head_to_head",
    "idempotency",
    "images",
    "imports",
    "marks",
    "matchups",
    "metadata",
    "models",
    "offers",
    "organizations",
    "prompts",
    "rating_history",
    "ratings",
    "strata",
    "stratum_axes",
    "themes",
    "votes",
]


def _derived(name: str) -> Column[int]:
    """Return a part of the key of a table that the fold makes.

    Without a foreign key: what is in such a table comes from the log, whose own keys are checked, and a
    check for each new row would be a fifth of what a vote costs PostgreSQL.
    """
    return Column(name, Integer, primary_key=True, autoincrement=False)


def _updated_in_place(percent: int) -> dict[str, Any]:
    """Leave PostgreSQL's pages that full, so that a changed row finds room beside its old form."""
    return {**CLUSTERED, "postgresql_with": {"fillfactor": percent}}


def _counts() -> list[Column[int]]:
    return [Column(name, Integer, nullable=False) for name in ("wins", "losses", "ties", "both_bad")]


catalog = Table(
    "catalog",
    metadata,
    row_id(),
    Column("revision", BigInteger, nullable=False),
    CheckConstraint("id = 1", name="single"),
)

organizations = Table(
    "organizations",
    metadata,
    row_id(),
    Column("slug", String(100), nullable=False, unique=True),
    Column("name", Text, nullable=False),
    Column("url", Text),
    Column("created_at", BigInteger, nullable=False),
    Column("retired_at", BigInteger),
)

models = Table(
    "models",
    metadata,
    row_id(),
    Column("slug", String(100), nullable=False, unique=True),
    Column("name", Text, nullable=False),
    to("organizations", "organization_id", nullable=True),
    Column("released", String(10)),
    Column("description", Text),
    Column("license_name", Text),
    Column("license_url", Text),
    Column("weights_open", String(7), nullable=False),
    Column("commercial_use", String(7), nullable=False),
    Column("capabilities", Text, nullable=False),
    Column("created_at", BigInteger, nullable=False),
    Column("retired_at", BigInteger),
    Column("created_by", Integer),
    CheckConstraint("weights_open IN ('yes', 'no', 'unknown')", name="weights_open"),
    CheckConstraint("commercial_use IN ('yes', 'no', 'unknown')", name="commercial_use"),
    Index(None, "organization_id"),
)

offers = Table(
    "offers",
    metadata,
    row_id(),
    to("models", "model_id"),
    Column("provider", String(100), nullable=False),
    Column("unit", String(20), nullable=False),
    Column("amount_micros", BigInteger, nullable=False),
    Column("currency", String(3), nullable=False),
    Column("latency_ms", Integer),
    Column("valid_from", String(10), nullable=False),
    Column("source_url", Text),
    Column("note", Text),
    Column("created_at", BigInteger, nullable=False),
    Column("endpoint", Text),
    Column("upstream", Text),
    Column("key_variable", Text),
    Index(None, "model_id", "valid_from"),
    CheckConstraint("amount_micros >= 0", name="amount"),
)

arenas = Table(
    "arenas",
    metadata,
    row_id(),
    Column("slug", String(100), nullable=False, unique=True),
    Column("name", Text, nullable=False),
    Column("task", String(100), nullable=False),
    Column("description", Text),
    Column("mu", Double, nullable=False),
    Column("sigma", Double, nullable=False),
    Column("beta", Double, nullable=False),
    Column("tau", Double, nullable=False),
    Column("draw_probability", Double, nullable=False),
    Column("both_bad", String(6), nullable=False),
    Column("matchmaking", String(20), nullable=False),
    Column("revision", BigInteger, nullable=False),
    Column("last_position", BigInteger, nullable=False),
    Column("day", Integer),
    Column("created_at", BigInteger, nullable=False),
    Column("rated_at", BigInteger, nullable=False),
    Column("retired_at", BigInteger),
    Column("simulated_until", BigInteger, nullable=False, server_default="0"),
    Column("demo_images", Integer),
    CheckConstraint("both_bad IN ('tie', 'ignore')", name="both_bad"),
    CheckConstraint("draw_probability > 0 AND draw_probability < 1", name="draw_probability"),
)

themes = Table(
    "themes",
    metadata,
    Column("slug", String(100), primary_key=True),
    Column("name", Text, nullable=False),
    **CLUSTERED,
)

strata = Table(
    "strata",
    metadata,
    row_id(),
    to("arenas", "arena_id"),
    Column("themes", Text, nullable=False),
    Column("language", String(100), nullable=False),
    UniqueConstraint("arena_id", "themes", "language"),
)

axes = Table(
    "axes",
    metadata,
    row_id(),
    to("arenas", "arena_id"),
    Column("theme", String(100), nullable=False),
    Column("language", String(100), nullable=False),
    UniqueConstraint("arena_id", "theme", "language"),
)

stratum_axes = Table(
    "stratum_axes",
    metadata,
    to("strata", "stratum_id", key=True),
    to("axes", "axis_id", key=True),
    **CLUSTERED,
)

prompts = Table(
    "prompts",
    metadata,
    row_id(),
    to("arenas", "arena_id"),
    to("strata", "stratum_id"),
    Column("text", Text, nullable=False),
    Column("source_image", Text),
    Column("digest", LargeBinary(16), nullable=False),
    Column("created_at", BigInteger, nullable=False),
    Column("source_copy", LargeBinary(32)),
    Column("source_width", Integer),
    Column("source_height", Integer),
    UniqueConstraint("arena_id", "digest"),
    Index(
        None,
        "source_copy",
        sqlite_where=text("source_copy IS NOT NULL"),
        postgresql_where=text("source_copy IS NOT NULL"),
    ),
)

# Wide columns first: PostgreSQL pads each to its size. The key is led by the arena and its position, so
# that rows are only ever added at the end of each arena's part of the index.
votes = Table(
    "votes",
    metadata,
    Column("position", BigInteger, nullable=False),
    Column("voted_at", BigInteger, nullable=False),
    Column("voter", BigInteger),
    to("arenas", "arena_id"),
    to("models", "model_left"),
    to("models", "model_right"),
    to("strata", "stratum_id"),
    to("prompts", "prompt_id", nullable=True),
    Column("outcome", SmallInteger, nullable=False),
    Column("external_id", Text),
    Column("voided_at", BigInteger),
    Column("void_reason", Text),
    Column("exclusion", SmallInteger),
    PrimaryKeyConstraint("arena_id", "position"),
    CheckConstraint("outcome BETWEEN 1 AND 4", name="outcome"),
    CheckConstraint("model_left <> model_right", name="two_models"),
    CheckConstraint("(voided_at IS NULL) = (void_reason IS NULL)", name="voided"),
    Index(
        "uq_votes_arena_id_external_id",
        "arena_id",
        "external_id",
        unique=True,
        sqlite_where=text("external_id IS NOT NULL"),
        postgresql_where=text("external_id IS NOT NULL"),
    ),
    Index(
        "ix_votes_excluded",
        "arena_id",
        "voted_at",
        "exclusion",
        sqlite_where=text("exclusion IS NOT NULL"),
        postgresql_where=text("exclusion IS NOT NULL"),
    ),
    **CLUSTERED,
)

ratings = Table(
    "ratings",
    metadata,
    _derived("axis_id"),
    _derived("model_id"),
    Column("mu", Double, nullable=False),
    Column("variance", Double, nullable=False),
    *_counts(),
    Column("day", Integer, nullable=False),
    CheckConstraint("variance > 0", name="variance"),
    **_updated_in_place(50),
)

# Led by the pair, not by the axis: a vote changes one pair on several axes, whose rows then share a page.
head_to_head = Table(
    "head_to_head",
    metadata,
    _derived("model_a"),
    _derived("model_b"),
    _derived("axis_id"),
    Column("wins_a", Integer, nullable=False),
    Column("wins_b", Integer, nullable=False),
    Column("ties", Integer, nullable=False),
    Column("both_bad", Integer, nullable=False),
    CheckConstraint("model_a < model_b", name="ordered"),
    **_updated_in_place(80),
)

rating_history = Table(
    "rating_history",
    metadata,
    _derived("axis_id"),
    _derived("model_id"),
    Column("day", Integer, primary_key=True),
    Column("mu", Double, nullable=False),
    Column("variance", Double, nullable=False),
    *_counts(),
    **CLUSTERED,
)

checkpoints = Table(
    "checkpoints",
    metadata,
    to("arenas", "arena_id", key=True),
    Column("day", Integer, primary_key=True),
    Column("position", BigInteger, nullable=False),
    **CLUSTERED,
)

imports = Table(
    "imports",
    metadata,
    to("arenas", "arena_id", key=True),
    Column("digest", LargeBinary(32), primary_key=True),
    Column("votes", Integer, nullable=False),
    Column("imported_at", BigInteger, nullable=False),
    **CLUSTERED,
)

api_keys = Table(
    "api_keys",
    metadata,
    row_id(),
    Column("name", Text, nullable=False),
    Column("hash", LargeBinary(32), nullable=False, unique=True),
    Column("scopes", Text, nullable=False),
    Column("created_at", BigInteger, nullable=False),
    Column("revoked_at", BigInteger),
    Column("daily_generations", Integer),
    Column("monthly_micros", BigInteger),
)

# What may explain a change of a model's score: of an arena, of a model, or of both.
marks = Table(
    "marks",
    metadata,
    row_id(),
    Column("at", BigInteger, nullable=False),
    to("arenas", "arena_id", nullable=True),
    to("models", "model_id", nullable=True),
    Column("detail", Text, nullable=False),
    CheckConstraint("arena_id IS NOT NULL OR model_id IS NOT NULL", name="subject"),
    Index(None, "model_id"),
    Index(None, "arena_id"),
)

audit = Table(
    "audit",
    metadata,
    row_id(),
    Column("at", BigInteger, nullable=False),
    to("api_keys", "key_id"),
    Column("action", String(40), nullable=False),
    Column("subject", Text, nullable=False),
    Column("detail", Text, nullable=False),
)

idempotency = Table(
    "idempotency",
    metadata,
    to("api_keys", "key_id", key=True),
    Column("name", String(200), primary_key=True),
    Column("fingerprint", LargeBinary(32), nullable=False),
    Column("status", SmallInteger, nullable=False),
    Column("body", LargeBinary, nullable=False),
    Column("created_at", BigInteger, nullable=False),
    **CLUSTERED,
)
