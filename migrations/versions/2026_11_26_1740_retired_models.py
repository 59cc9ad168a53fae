"""An arena's policy for votes that are reported on retired models: they count, as before, or are refused."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0019_retired_models"
down_revision = "0017_rankings"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the column."""
    op.add_column("arenas", sa.Column("retired_models", sa.String(6), server_default="count", nullable=False))


def downgrade() -> None:
    """Remove it."""
    op.drop_column("arenas", "retired_models")
