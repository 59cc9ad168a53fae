"""The core: catalog, votes, ratings and their history, keys."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0001_core"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Create every table of the core, and the catalog's first revision."""
    op.create_table(
        "api_keys",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("hash", sa.LargeBinary(length=32), nullable=False),
        sa.Column("scopes", sa.Text(), nullable=False),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.Column("revoked_at", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_api_keys")),
        sa.UniqueConstraint("hash", name=op.f("uq_api_keys_hash")),
    )
    op.create_table(
        "arenas",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("slug", sa.String(length=100), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("task", sa.String(length=100), nullable=False),
        sa.Column("description", sa.Text(), nullable=True),
        sa.Column("mu", sa.Double(), nullable=False),
        sa.Column("sigma", sa.Double(), nullable=False),
        sa.Column("beta", sa.Double(), nullable=False),
        sa.Column("tau", sa.Double(), nullable=False),
        sa.Column("draw_probability", sa.Double(), nullable=False),
        sa.Column("both_bad", sa.String(length=6), nullable=False),
        sa.Column("matchmaking", sa.String(length=20), nullable=False),
        sa.Column("revision", sa.BigInteger(), nullable=False),
        sa.Column("last_position", sa.BigInteger(), nullable=False),
        sa.Column("day", sa.Integer(), nullable=True),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.Column("rated_at", sa.BigInteger(), nullable=False),
        sa.Column("retired_at", sa.BigInteger(), nullable=True),
        sa.CheckConstraint("both_bad IN ('tie', 'ignore')", name=op.f("ck_arenas_both_bad")),
        sa.CheckConstraint(
            "draw_probability > 0 AND draw_probability < 1", name=op.f("ck_arenas_draw_probability")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_arenas")),
        sa.UniqueConstraint("slug", name=op.f("uq_arenas_slug")),
    )
    op.create_table(
        "catalog",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("revision", sa.BigInteger(), nullable=False),
        sa.CheckConstraint("id = 1", name=op.f("ck_catalog_single")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_catalog")),
    )
    op.create_table(
        "organizations",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("slug", sa.String(length=100), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("url", sa.Text(), nullable=True),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.Column("retired_at", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_organizations")),
        sa.UniqueConstraint("slug", name=op.f("uq_organizations_slug")),
    )
    op.create_table(
        "themes",
        sa.Column("slug", sa.String(length=100), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("slug", name=op.f("pk_themes")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "axes",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("arena_id", sa.Integer(), nullable=False),
        sa.Column("theme", sa.String(length=100), nullable=False),
        sa.Column("language", sa.String(length=100), nullable=False),
        sa.ForeignKeyConstraint(["arena_id"], ["arenas.id"], name=op.f("fk_axes_arena_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_axes")),
        sa.UniqueConstraint("arena_id", "theme", "language", name=op.f("uq_axes_arena_id_theme_language")),
    )
    op.create_table(
        "checkpoints",
        sa.Column("arena_id", sa.Integer(), nullable=False),
        sa.Column("day", sa.Integer(), nullable=False),
        sa.Column("position", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["arena_id"], ["arenas.id"], name=op.f("fk_checkpoints_arena_id")),
        sa.PrimaryKeyConstraint("arena_id", "day", name=op.f("pk_checkpoints")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "idempotency",
        sa.Column("key_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("fingerprint", sa.LargeBinary(length=32), nullable=False),
        sa.Column("status", sa.SmallInteger(), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["key_id"], ["api_keys.id"], name=op.f("fk_idempotency_key_id")),
        sa.PrimaryKeyConstraint("key_id", "name", name=op.f("pk_idempotency")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "imports",
        sa.Column("arena_id", sa.Integer(), nullable=False),
        sa.Column("digest", sa.LargeBinary(length=32), nullable=False),
        sa.Column("votes", sa.Integer(), nullable=False),
        sa.Column("imported_at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["arena_id"], ["arenas.id"], name=op.f("fk_imports_arena_id")),
        sa.PrimaryKeyConstraint("arena_id", "digest", name=op.f("pk_imports")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "models",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("slug", sa.String(length=100), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("organization_id", sa.Integer(), nullable=True),
        sa.Column("released", sa.String(length=10), nullable=True),
        sa.Column("description", sa.Text(), nullable=True),
        sa.Column("license_name", sa.Text(), nullable=True),
        sa.Column("license_url", sa.Text(), nullable=True),
        sa.Column("weights_open", sa.String(length=7), nullable=False),
        sa.Column("commercial_use", sa.String(length=7), nullable=False),
        sa.Column("capabilities", sa.Text(), nullable=False),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.Column("retired_at", sa.BigInteger(), nullable=True),
        sa.CheckConstraint(
            "commercial_use IN ('yes', 'no', 'unknown')", name=op.f("ck_models_commercial_use")
        ),
        sa.CheckConstraint("weights_open IN ('yes', 'no', 'unknown')", name=op.f("ck_models_weights_open")),
        sa.ForeignKeyConstraint(
            ["organization_id"], ["organizations.id"], name=op.f("fk_models_organization_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_models")),
        sa.UniqueConstraint("slug", name=op.f("uq_models_slug")),
    )
    with op.batch_alter_table("models", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_models_organization_id"), ["organization_id"], unique=False)

    op.create_table(
        "strata",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("arena_id", sa.Integer(), nullable=False),
        sa.Column("themes", sa.Text(), nullable=False),
        sa.Column("language", sa.String(length=100), nullable=False),
        sa.ForeignKeyConstraint(["arena_id"], ["arenas.id"], name=op.f("fk_strata_arena_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_strata")),
        sa.UniqueConstraint(
            "arena_id", "themes", "language", name=op.f("uq_strata_arena_id_themes_language")
        ),
    )
    op.create_table(
        "head_to_head",
        sa.Column("model_a", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("model_b", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("axis_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("wins_a", sa.Integer(), nullable=False),
        sa.Column("wins_b", sa.Integer(), nullable=False),
        sa.Column("ties", sa.Integer(), nullable=False),
        sa.Column("both_bad", sa.Integer(), nullable=False),
        sa.CheckConstraint("model_a < model_b", name=op.f("ck_head_to_head_ordered")),
        sa.PrimaryKeyConstraint("model_a", "model_b", "axis_id", name=op.f("pk_head_to_head")),
        sqlite_with_rowid=False,
        postgresql_with={"fillfactor": 80},
    )
    op.create_table(
        "offers",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("model_id", sa.Integer(), nullable=False),
        sa.Column("provider", sa.String(length=100), nullable=False),
        sa.Column("unit", sa.String(length=20), nullable=False),
        sa.Column("amount_micros", sa.BigInteger(), nullable=False),
        sa.Column("currency", sa.String(length=3), nullable=False),
        sa.Column("latency_ms", sa.Integer(), nullable=True),
        sa.Column("valid_from", sa.String(length=10), nullable=False),
        sa.Column("source_url", sa.Text(), nullable=True),
        sa.Column("note", sa.Text(), nullable=True),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.CheckConstraint("amount_micros >= 0", name=op.f("ck_offers_amount")),
        sa.ForeignKeyConstraint(["model_id"], ["models.id"], name=op.f("fk_offers_model_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_offers")),
    )
    with op.batch_alter_table("offers", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_offers_model_id_valid_from"), ["model_id", "valid_from"], unique=False
        )

    op.create_table(
        "prompts",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("arena_id", sa.Integer(), nullable=False),
        sa.Column("stratum_id", sa.Integer(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("source_image", sa.Text(), nullable=True),
        sa.Column("digest", sa.LargeBinary(length=16), nullable=False),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["arena_id"], ["arenas.id"], name=op.f("fk_prompts_arena_id")),
        sa.ForeignKeyConstraint(["stratum_id"], ["strata.id"], name=op.f("fk_prompts_stratum_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_prompts")),
        sa.UniqueConstraint("arena_id", "digest", name=op.f("uq_prompts_arena_id_digest")),
    )
    op.create_table(
        "rating_history",
        sa.Column("axis_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("model_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("day", sa.Integer(), nullable=False),
        sa.Column("mu", sa.Double(), nullable=False),
        sa.Column("variance", sa.Double(), nullable=False),
        sa.Column("wins", sa.Integer(), nullable=False),
        sa.Column("losses", sa.Integer(), nullable=False),
        sa.Column("ties", sa.Integer(), nullable=False),
        sa.Column("both_bad", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("axis_id", "model_id", "day", name=op.f("pk_rating_history")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "ratings",
        sa.Column("axis_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("model_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("mu", sa.Double(), nullable=False),
        sa.Column("variance", sa.Double(), nullable=False),
        sa.Column("wins", sa.Integer(), nullable=False),
        sa.Column("losses", sa.Integer(), nullable=False),
        sa.Column("ties", sa.Integer(), nullable=False),
        sa.Column("both_bad", sa.Integer(), nullable=False),
        sa.Column("day", sa.Integer(), nullable=False),
        sa.CheckConstraint("variance > 0", name=op.f("ck_ratings_variance")),
        sa.PrimaryKeyConstraint("axis_id", "model_id", name=op.f("pk_ratings")),
        sqlite_with_rowid=False,
        postgresql_with={"fillfactor": 50},
    )
    op.create_table(
        "stratum_axes",
        sa.Column("stratum_id", sa.Integer(), nullable=False),
        sa.Column("axis_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["axis_id"], ["axes.id"], name=op.f("fk_stratum_axes_axis_id")),
        sa.ForeignKeyConstraint(["stratum_id"], ["strata.id"], name=op.f("fk_stratum_axes_stratum_id")),
        sa.PrimaryKeyConstraint("stratum_id", "axis_id", name=op.f("pk_stratum_axes")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "votes",
        sa.Column("position", sa.BigInteger(), nullable=False),
        sa.Column("voted_at", sa.BigInteger(), nullable=False),
        sa.Column("voter", sa.BigInteger(), nullable=True),
        sa.Column("arena_id", sa.Integer(), nullable=False),
        sa.Column("model_left", sa.Integer(), nullable=False),
        sa.Column("model_right", sa.Integer(), nullable=False),
        sa.Column("stratum_id", sa.Integer(), nullable=False),
        sa.Column("prompt_id", sa.Integer(), nullable=True),
        sa.Column("outcome", sa.SmallInteger(), nullable=False),
        sa.Column("external_id", sa.Text(), nullable=True),
        sa.Column("voided_at", sa.BigInteger(), nullable=True),
        sa.Column("void_reason", sa.Text(), nullable=True),
        sa.CheckConstraint("(voided_at IS NULL) = (void_reason IS NULL)", name=op.f("ck_votes_voided")),
        sa.CheckConstraint("model_left <> model_right", name=op.f("ck_votes_two_models")),
        sa.CheckConstraint("outcome BETWEEN 1 AND 4", name=op.f("ck_votes_outcome")),
        sa.ForeignKeyConstraint(["arena_id"], ["arenas.id"], name=op.f("fk_votes_arena_id")),
        sa.ForeignKeyConstraint(["model_left"], ["models.id"], name=op.f("fk_votes_model_left")),
        sa.ForeignKeyConstraint(["model_right"], ["models.id"], name=op.f("fk_votes_model_right")),
        sa.ForeignKeyConstraint(["prompt_id"], ["prompts.id"], name=op.f("fk_votes_prompt_id")),
        sa.ForeignKeyConstraint(["stratum_id"], ["strata.id"], name=op.f("fk_votes_stratum_id")),
        sa.PrimaryKeyConstraint("arena_id", "position", name=op.f("pk_votes")),
        sqlite_with_rowid=False,
    )
    with op.batch_alter_table("votes", schema=None) as batch_op:
        batch_op.create_index(
            "uq_votes_arena_id_external_id",
            ["arena_id", "external_id"],
            unique=True,
            sqlite_where=sa.text("external_id IS NOT NULL"),
            postgresql_where=sa.text("external_id IS NOT NULL"),
        )
    op.execute("INSERT INTO catalog (id, revision) VALUES (1, 1)")
    if op.get_bind().dialect.name == "postgresql":
        _announce_changes()


def _announce_changes() -> None:
    """Tell listening processes once a transaction that a revision has changed, no matter who changed it."""
    op.execute(
        "CREATE FUNCTION arena_changed() RETURNS trigger LANGUAGE plpgsql AS "
        "$$ BEGIN PERFORM pg_notify('arena_changed', ''); RETURN NULL; END $$"
    )
    for table in ("arenas", "catalog"):
        op.execute(
            f"CREATE TRIGGER arena_changed AFTER INSERT OR UPDATE ON {table} "
            "FOR EACH STATEMENT EXECUTE FUNCTION arena_changed()"
        )


def downgrade() -> None:
    """Drop them all, with everything in them."""
    with op.batch_alter_table("votes", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_votes_arena_id_external_id",
            sqlite_where=sa.text("external_id IS NOT NULL"),
            postgresql_where=sa.text("external_id IS NOT NULL"),
        )

    op.drop_table("votes")
    op.drop_table("stratum_axes")
    op.drop_table("ratings")
    op.drop_table("rating_history")
    op.drop_table("prompts")
    with op.batch_alter_table("offers", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_offers_model_id_valid_from"))

    op.drop_table("offers")
    op.drop_table("head_to_head")
    op.drop_table("strata")
    with op.batch_alter_table("models", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_models_organization_id"))

    op.drop_table("models")
    op.drop_table("imports")
    op.drop_table("idempotency")
    op.drop_table("checkpoints")
    op.drop_table("axes")
    op.drop_table("themes")
    op.drop_table("organizations")
    op.drop_table("catalog")
    op.drop_table("arenas")
    op.drop_table("api_keys")
    if op.get_bind().dialect.name == "postgresql":
        op.execute("DROP FUNCTION arena_changed()")
