"""What tells votes apart: whether a vote's time was named, and the rows of files without ids and times."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0020_identities"
down_revision = "0018_names"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add both columns. Nothing is known of what is there already."""
    op.add_column(
        "external_ids", sa.Column("has_time", sa.SmallInteger(), nullable=False, server_default="0")
    )
    op.add_column("imports", sa.Column("hashes", sa.LargeBinary(), nullable=True))
    with op.batch_alter_table("imports") as imports:
        imports.alter_column("votes", existing_type=sa.Integer(), type_=sa.BigInteger())


def downgrade() -> None:
    """Drop the columns. Files with more votes than 32 bits count are forgotten."""
    op.execute("DELETE FROM imports WHERE votes > 2147483647")
    with op.batch_alter_table("imports") as imports:
        imports.alter_column("votes", existing_type=sa.BigInteger(), type_=sa.Integer())
        imports.drop_column("hashes")
    op.drop_column("external_ids", "has_time")
