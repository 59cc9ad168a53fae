"""What an arena asks its voters, and how many votes it is to get."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0038_branding"
down_revision = "0037_renditions"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the columns. Arenas from before ask what all others ask, and have no target."""
    op.add_column("arenas", sa.Column("voting_question", sa.Text()))
    op.add_column("arenas", sa.Column("target_votes", sa.Integer()))


def downgrade() -> None:
    """Remove them."""
    op.drop_column("arenas", "target_votes")
    op.drop_column("arenas", "voting_question")
