"""The end of each log, and who folds it: appending and folding become two steps on PostgreSQL."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0012_fold_leases"
down_revision = "0011_rate_limits"
branch_labels = None
depends_on = None

_IN_PLACE: Any = {"sqlite_with_rowid": False, "postgresql_with": {"fillfactor": 10}}


def _of_arena(name: str, *columns: sa.Column[int]) -> None:
    op.create_table(
        name,
        sa.Column("arena_id", sa.Integer(), nullable=False),
        *columns,
        sa.ForeignKeyConstraint(["arena_id"], ["arenas.id"], name=op.f(f"fk_{name}_arena_id")),
        sa.PrimaryKeyConstraint("arena_id", name=op.f(f"pk_{name}")),
        **_IN_PLACE,
    )


def upgrade() -> None:
    """Create the tables; every vote that is there has been folded."""
    _of_arena("log_ends", sa.Column("position", sa.BigInteger(), nullable=False))
    _of_arena(
        "fold_leases",
        sa.Column("owner", sa.BigInteger(), nullable=True),
        sa.Column("epoch", sa.BigInteger(), nullable=False),
        sa.Column("expires_at", sa.BigInteger(), nullable=False),
    )
    op.create_table(
        "fold_workers",
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("seen_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_fold_workers")),
        **_IN_PLACE,
    )
    op.execute("INSERT INTO log_ends (arena_id, position) SELECT id, last_position FROM arenas")
    op.execute("INSERT INTO fold_leases (arena_id, epoch, expires_at) SELECT id, 0, 0 FROM arenas")
    op.add_column("arenas", sa.Column("acknowledge", sa.String(6), server_default="rated", nullable=False))


def downgrade() -> None:
    """Remove them. Votes that were not folded yet are lost to the ratings until a recount."""
    op.drop_column("arenas", "acknowledge")
    for name in ("fold_workers", "fold_leases", "log_ends"):
        op.drop_table(name)
