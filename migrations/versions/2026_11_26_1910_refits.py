"""Refits: the pooled fits of each arena's votes, which the leaderboards read."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0021_refits"
down_revision = "0020_identities"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Create the tables. Servers compute the first refits of what is in the logs."""
    op.create_table(
        "refits",
        sa.Column("arena_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("epoch", sa.BigInteger(), nullable=False),
        sa.Column("computed_at", sa.BigInteger(), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["arena_id"], ["arenas.id"], name=op.f("fk_refits_arena_id")),
        sa.PrimaryKeyConstraint("arena_id", "position", name=op.f("pk_refits")),
    )
    op.create_table(
        "refit_states",
        sa.Column("arena_id", sa.Integer(), nullable=False),
        sa.Column("epoch", sa.BigInteger(), nullable=False),
        sa.Column("stored", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["arena_id"], ["arenas.id"], name=op.f("fk_refit_states_arena_id")),
        sa.PrimaryKeyConstraint("arena_id", name=op.f("pk_refit_states")),
        sqlite_with_rowid=False,
    )
    if op.get_bind().dialect.name == "postgresql":
        op.execute(
            "CREATE TRIGGER arena_changed AFTER INSERT OR UPDATE ON refit_states "
            "FOR EACH STATEMENT EXECUTE FUNCTION arena_changed()"
        )


def downgrade() -> None:
    """Forget the refits; they can be computed again."""
    op.drop_table("refit_states")
    op.drop_table("refits")
