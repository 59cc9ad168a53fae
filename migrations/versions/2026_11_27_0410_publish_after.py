"""How long arenas wait before they publish votes, and when their logs ended where."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0034_publish_after"
down_revision = "0033_views"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the column and the table. Arenas from before publish at once, as they did."""
    op.add_column("arenas", sa.Column("publish_after", sa.Integer(), nullable=False, server_default="0"))
    op.create_table(
        "log_marks",
        sa.Column("arena_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("position", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("arena_id", "at", name=op.f("pk_log_marks")),
        sa.ForeignKeyConstraint(["arena_id"], ["arenas.id"], name=op.f("fk_log_marks_arena_id")),
        sqlite_with_rowid=False,
    )


def downgrade() -> None:
    """Remove them. Votes that are not published yet are rated by the next server that runs."""
    op.drop_table("log_marks")
    op.drop_column("arenas", "publish_after")
