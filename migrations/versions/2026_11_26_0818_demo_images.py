"""Arenas: how many images the demo will put into one that it is still filling."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0009_demo_images"
down_revision = "0008_reveal"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the column; a demo that is there already is whole."""
    op.add_column("arenas", sa.Column("demo_images", sa.Integer(), nullable=True))


def downgrade() -> None:
    """Remove it."""
    op.drop_column("arenas", "demo_images")
