"""Rate limits that hold over all processes: what is left of each, and who counts."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0011_rate_limits"
down_revision = "0010_keys"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the tables. On PostgreSQL they are not logged: their rows are worthless after a minute."""
    op.create_table(
        "rate_limits",
        sa.Column("kind", sa.SmallInteger(), nullable=False, autoincrement=False),
        sa.Column("number", sa.BigInteger(), nullable=False, autoincrement=False),
        sa.Column("full_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("kind", "number", name=op.f("pk_rate_limits")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "rate_limiters",
        sa.Column("id", sa.BigInteger(), nullable=False, autoincrement=False),
        sa.Column("alone", sa.SmallInteger(), nullable=False),
        sa.Column("seen_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_rate_limiters")),
        sqlite_with_rowid=False,
    )
    if op.get_bind().dialect.name == "postgresql":
        op.execute("ALTER TABLE rate_limits SET UNLOGGED")
        op.execute("ALTER TABLE rate_limiters SET UNLOGGED")


def downgrade() -> None:
    """Remove them."""
    op.drop_table("rate_limiters")
    op.drop_table("rate_limits")
