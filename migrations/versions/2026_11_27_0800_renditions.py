"""What pages show of public images, and what voters get on small screens."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0037_renditions"
down_revision = "0034_publish_after"
branch_labels = None
depends_on = None

_INDEX = "ix_images_without_variants"


def upgrade() -> None:
    """Add the columns and the table. A running server makes what is missing, and shorter variants."""
    op.add_column("images", sa.Column("blind_small", sa.LargeBinary(32)))
    op.add_column("images", sa.Column("blind_small_square", sa.LargeBinary(32)))
    _index("blind_small IS NULL AND withdrawn_at IS NULL")
    op.create_table(
        "renditions",
        sa.Column("copy", sa.LargeBinary(32), nullable=False),
        sa.Column("small", sa.LargeBinary(32), nullable=False),
        sa.Column("medium", sa.LargeBinary(32), nullable=False),
        sa.Column("large", sa.LargeBinary(32), nullable=False),
        sa.PrimaryKeyConstraint("copy", name=op.f("pk_renditions")),
        sqlite_with_rowid=False,
    )


def downgrade() -> None:
    """Remove them. Variants stay: earlier versions send them as they are."""
    op.drop_table("renditions")
    _index("blind IS NULL AND withdrawn_at IS NULL")
    op.drop_column("images", "blind_small_square")
    op.drop_column("images", "blind_small")


def _index(where: str) -> None:
    op.drop_index(_INDEX, "images")
    op.create_index(_INDEX, "images", ["id"], sqlite_where=sa.text(where), postgresql_where=sa.text(where))
