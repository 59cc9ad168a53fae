"""Turnouts: how much voters and networks have done in arenas, for the limits on what counts."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0025_turnouts"
down_revision = "0024_blindness"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the table."""
    op.create_table(
        "turnouts",
        sa.Column("kind", sa.SmallInteger(), autoincrement=False, nullable=False),
        sa.Column("arena_id", sa.Integer(), nullable=False),
        sa.Column("period", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("subject", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("total", sa.Integer(), nullable=False),
        sa.Column("counted", sa.Integer(), nullable=False),
        sa.Column("overflow", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["arena_id"], ["arenas.id"], name=op.f("fk_turnouts_arena_id")),
        sa.PrimaryKeyConstraint("kind", "arena_id", "period", "subject", name=op.f("pk_turnouts")),
        sqlite_with_rowid=False,
    )


def downgrade() -> None:
    """Remove it. An older version knows no votes that nobody looked for, or over a limit."""
    op.drop_table("turnouts")
    op.execute("UPDATE votes SET exclusion = 1 WHERE exclusion IN (10, 11)")
