"""The tables of the catalog: organizations, models, offers, arenas, and the prompts and axes of each arena.

The database calls a prompt category (themes and a language together) a stratum.
"""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    Column,
    Double,
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

from service.db.tables.base import CLUSTERED, logo_columns, metadata, row_id, to

# The logo is that of the whole site.
catalog = Table(
    "catalog",
    metadata,
    row_id(),
    Column("revision", BigInteger, nullable=False),
    *logo_columns(),
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

# A model that was merged keeps its row for the votes that compared it with the model it was merged into. The
# row has a new id, so that nothing can be added under the former one.
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
    Column("merged_into", Integer),
    Column("former_id", Integer),
    CheckConstraint("weights_open IN ('yes', 'no', 'unknown')", name="weights_open"),
    CheckConstraint("commercial_use IN ('yes', 'no', 'unknown')", name="commercial_use"),
    Index(None, "organization_id"),
)

# Slugs that models had before, which still lead to them.
model_aliases = Table(
    "model_aliases",
    metadata,
    Column("slug", String(100), primary_key=True),
    to("models", "model_id"),
    **CLUSTERED,
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
    Column("acknowledge", String(6), nullable=False, server_default="rated"),
    Column("retired_models", String(6), nullable=False, server_default="count"),
    Column("price_per_vote", Double),
    Column("on_evidence", String(4), nullable=False, server_default="hold"),
    Column("reveal_after", SmallInteger, nullable=False, server_default="1"),
    Column("example_share", SmallInteger, nullable=False, server_default="20"),
    Column("gold_share", SmallInteger, nullable=False, server_default="2"),
    Column("repeat_share", SmallInteger, nullable=False, server_default="2"),
    Column("challenge", String(9), nullable=False, server_default="never"),
    Column("publish_after", Integer, nullable=False, server_default="0"),
    Column("voting_question", Text),
    Column("target_votes", Integer),
    Column("accent", String(7)),
    *logo_columns(),
    Column("languages", Text, nullable=False, server_default=""),
    Column("axis_targets", Text, nullable=False, server_default=""),
    CheckConstraint("both_bad IN ('tie', 'ignore')", name="both_bad"),
    CheckConstraint("draw_probability > 0 AND draw_probability < 1", name="draw_probability"),
)

# The name is empty where it is not known.
themes = Table(
    "themes",
    metadata,
    Column("slug", String(100), primary_key=True),
    Column("name", Text, nullable=False),
    **CLUSTERED,
)

prompt_categories = Table(
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

category_axes = Table(
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

# Annotations: changes to an arena, a model or both that may explain a change of a score.
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
