"""Retention: keys of days, and what is left of removed matchups and generations."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0016_privacy"
down_revision = "0014_stores"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the tables. Nothing has expired yet."""
    op.create_table(
        "network_keys",
        sa.Column("day", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("key", sa.LargeBinary(32), nullable=False),
        sa.PrimaryKeyConstraint("day", name=op.f("pk_network_keys")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "removed_matchups",
        sa.Column("arena_id", sa.Integer(), nullable=False),
        sa.Column("day", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("state", sa.SmallInteger(), autoincrement=False, nullable=False),
        sa.Column("total", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["arena_id"], ["arenas.id"], name=op.f("fk_removed_matchups_arena_id")),
        sa.PrimaryKeyConstraint("arena_id", "day", "state", name=op.f("pk_removed_matchups")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "retention",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("matchup", sa.BigInteger(), nullable=False),
        sa.Column("highest", sa.BigInteger(), nullable=False),
        sa.Column("steps", sa.BigInteger(), nullable=False),
        sa.CheckConstraint("id = 1", name=op.f("ck_retention_single")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_retention")),
    )
    op.execute("INSERT INTO retention (id, matchup, highest, steps) VALUES (1, 0, 0, 0)")
    op.create_table(
        "used_models",
        sa.Column("key_id", sa.Integer(), nullable=False),
        sa.Column("model_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["key_id"], ["api_keys.id"], name=op.f("fk_used_models_key_id")),
        sa.ForeignKeyConstraint(["model_id"], ["models.id"], name=op.f("fk_used_models_model_id")),
        sa.PrimaryKeyConstraint("key_id", "model_id", name=op.f("pk_used_models")),
        sqlite_with_rowid=False,
    )


def downgrade() -> None:
    """Drop the tables."""
    for table in ("used_models", "retention", "removed_matchups", "network_keys"):
        op.drop_table(table)
