"""Votes that only segments hold: how many of each segment, and who cast them."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0041_dropped"
down_revision = "0040_logos"
branch_labels = None
depends_on = None

_LEFT = sa.text("SELECT count(*) FROM log_segments WHERE dropped > 0")


def upgrade() -> None:
    """Add the column and the table. No vote was dropped yet."""
    op.add_column("log_segments", sa.Column("dropped", sa.BigInteger(), nullable=False, server_default="0"))
    op.create_table(
        "dropped_voters",
        sa.Column("arena_id", sa.Integer(), nullable=False),
        sa.Column("first_position", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("voters", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("arena_id", "first_position", name=op.f("pk_dropped_voters")),
        sa.ForeignKeyConstraint(["arena_id"], ["arenas.id"], name=op.f("fk_dropped_voters_arena_id")),
        sqlite_with_rowid=False,
    )


def downgrade() -> None:
    """Remove them. Raise if votes are only in segments, which the version before does not look for."""
    if op.get_bind().execute(_LEFT).scalar_one():
        raise RuntimeError("votes were dropped from the database: run `arena log restore` first")
    op.drop_table("dropped_voters")
    op.drop_column("log_segments", "dropped")
