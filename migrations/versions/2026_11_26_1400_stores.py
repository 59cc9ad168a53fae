"""The blob store that belongs to the database, and audit entries of the service itself."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0014_stores"
down_revision = "0013_segments"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the table, which the first start fills, and let audit entries have no key."""
    op.create_table(
        "blob_store",
        sa.Column("id", sa.SmallInteger(), nullable=False, autoincrement=False),
        sa.Column("store_id", sa.String(64), nullable=False),
        sa.Column("marked_at", sa.BigInteger(), nullable=True),
        sa.CheckConstraint("id = 1", name=op.f("ck_blob_store_one")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_blob_store")),
        sqlite_with_rowid=False,
    )
    with op.batch_alter_table("audit") as audit:
        audit.alter_column("key_id", existing_type=sa.Integer(), nullable=True)


def downgrade() -> None:
    """Forget the store, and what the service itself did."""
    op.execute("DELETE FROM audit WHERE key_id IS NULL")
    with op.batch_alter_table("audit") as audit:
        audit.alter_column("key_id", existing_type=sa.Integer(), nullable=False)
    op.drop_table("blob_store")
