"""Sealed segments of the vote logs: where they end, and the hashes under which the blob store has them."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0013_segments"
down_revision = "0012_fold_leases"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Create the table; no log is sealed yet."""
    op.create_table(
        "log_segments",
        sa.Column("arena_id", sa.Integer(), nullable=False),
        sa.Column("first_position", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("last_position", sa.BigInteger(), nullable=False),
        sa.Column("first_day", sa.Integer(), nullable=False),
        sa.Column("last_day", sa.Integer(), nullable=False),
        sa.Column("sha256", sa.LargeBinary(32), nullable=False),
        sa.Column("manifest", sa.LargeBinary(32), nullable=False),
        sa.Column("bytes", sa.BigInteger(), nullable=False),
        sa.Column("sealed_at", sa.BigInteger(), nullable=False),
        sa.CheckConstraint("first_position <= last_position", name=op.f("ck_log_segments_positions")),
        sa.ForeignKeyConstraint(["arena_id"], ["arenas.id"], name=op.f("fk_log_segments_arena_id")),
        sa.PrimaryKeyConstraint("arena_id", "first_position", name=op.f("pk_log_segments")),
        sqlite_with_rowid=False,
    )


def downgrade() -> None:
    """Forget which segments there are; the log still has every vote, and they can be sealed again."""
    op.drop_table("log_segments")
