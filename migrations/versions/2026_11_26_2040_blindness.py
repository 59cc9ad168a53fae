"""What is dealt is not what is public: variants of images, and what an arena shows of its images and when."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0024_blindness"
down_revision = "0023_price_per_vote"
branch_labels = None
depends_on = None

SETTINGS = {"reveal_after": "1", "example_share": "20"}
BARE = "ix_images_without_variants"


def upgrade() -> None:
    """Add the columns. Images that are there get their variants from a running server."""
    for name in ("blind", "blind_square"):
        op.add_column("images", sa.Column(name, sa.LargeBinary(32), nullable=True))
    bare = sa.text("blind IS NULL AND withdrawn_at IS NULL")
    op.create_index(BARE, "images", ["id"], sqlite_where=bare, postgresql_where=bare)
    for name, default in SETTINGS.items():
        op.add_column("arenas", sa.Column(name, sa.SmallInteger(), server_default=default, nullable=False))
    op.create_table(
        "likeness",
        sa.Column("arena_id", sa.Integer(), sa.ForeignKey("arenas.id"), primary_key=True),
        sa.Column("measured_at", sa.BigInteger(), nullable=False),
        sa.Column("images", sa.Integer(), nullable=False),
        sa.Column("examples", sa.Integer(), nullable=False),
        sa.Column("recognized", sa.Double(), nullable=False),
        sa.Column("correct", sa.Double(), nullable=False),
    )


def downgrade() -> None:
    """Drop them. The files of variants are orphans then, which `arena prune` deletes."""
    op.drop_table("likeness")
    for name in SETTINGS:
        op.drop_column("arenas", name)
    op.drop_index(BARE, "images")
    for name in ("blind_square", "blind"):
        op.drop_column("images", name)
