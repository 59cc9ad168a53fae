"""Copies are found by their hashes."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0005_copies"
down_revision = "0004_audit"
branch_labels = None
depends_on = None

SOURCED = sa.text("source_copy IS NOT NULL")


def upgrade() -> None:
    """Add the indexes under which the images and prompts of a copy are found."""
    op.create_index(op.f("ix_images_copy"), "images", ["copy"])
    op.create_index(
        op.f("ix_prompts_source_copy"),
        "prompts",
        ["source_copy"],
        sqlite_where=SOURCED,
        postgresql_where=SOURCED,
    )


def downgrade() -> None:
    """Drop them again."""
    op.drop_index("ix_prompts_source_copy", "prompts")
    op.drop_index("ix_images_copy", "images")
