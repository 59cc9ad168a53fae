"""What a vote costs in an arena, so that leaderboards say what more certainty would cost."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0023_price_per_vote"
down_revision = "0021_refits"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the column."""
    op.add_column("arenas", sa.Column("price_per_vote", sa.Double(), nullable=True))


def downgrade() -> None:
    """Remove it."""
    op.drop_column("arenas", "price_per_vote")
