"""Matchups: when one that was dealt ahead was shown, and what its voter was told."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0006_told"
down_revision = "0005_copies"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the columns; matchups that were voted on before have nothing to tell."""
    op.add_column("matchups", sa.Column("shown_at", sa.BigInteger(), nullable=True))
    op.add_column("matchups", sa.Column("told", sa.LargeBinary(), nullable=True))


def downgrade() -> None:
    """Take them away."""
    op.drop_column("matchups", "told")
    op.drop_column("matchups", "shown_at")
