"""What arenas ask of busy networks, and which key a matchup was assigned for."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0029_bounds"
down_revision = "0028_gold"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the columns. Matchups from before have no key."""
    never = sa.Column("challenge", sa.String(9), nullable=False, server_default="never")
    op.add_column("arenas", never)
    op.add_column("matchups", sa.Column("key_id", sa.Integer(), nullable=True))
    op.create_index(
        "ix_matchups_key",
        "matchups",
        ["key_id", "dealt_at"],
        sqlite_where=sa.text("key_id IS NOT NULL"),
        postgresql_where=sa.text("key_id IS NOT NULL"),
    )


def downgrade() -> None:
    """Remove them."""
    op.drop_index("ix_matchups_key", "matchups")
    op.drop_column("matchups", "key_id")
    op.drop_column("arenas", "challenge")
