"""Flags of what looks like rigging, the votes they are about, and what an arena does on strong evidence."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0026_flags"
down_revision = "0025_turnouts"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the tables and the column. Arenas that are there only flag until somebody decides otherwise."""
    op.create_table(
        "flags",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("arena_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(12), nullable=False),
        sa.Column("scope", sa.String(8), nullable=False),
        sa.Column("subject", sa.BigInteger(), nullable=False),
        sa.Column("model_id", sa.Integer(), nullable=False),
        sa.Column("first_position", sa.BigInteger(), nullable=False),
        sa.Column("last_position", sa.BigInteger(), nullable=False),
        sa.Column("votes", sa.Integer(), nullable=False),
        sa.Column("evidence", sa.Text(), nullable=False),
        sa.Column("state", sa.String(8), nullable=False),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.Column("updated_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_flags")),
        sa.ForeignKeyConstraint(["arena_id"], ["arenas.id"], name=op.f("fk_flags_arena_id")),
        sa.UniqueConstraint(
            "arena_id",
            "kind",
            "scope",
            "subject",
            "model_id",
            name=op.f("uq_flags_arena_id_kind_scope_subject_model_id"),
        ),
        sa.CheckConstraint("state IN ('open', 'held', 'released')", name=op.f("ck_flags_state")),
    )
    op.create_table(
        "flag_votes",
        sa.Column("flag_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.BigInteger(), nullable=False),
        sa.Column("held", sa.SmallInteger(), nullable=False),
        sa.PrimaryKeyConstraint("flag_id", "position", name=op.f("pk_flag_votes")),
        sa.ForeignKeyConstraint(
            ["flag_id"], ["flags.id"], name=op.f("fk_flag_votes_flag_id"), ondelete="CASCADE"
        ),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "flag_scans",
        sa.Column("arena_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.BigInteger(), nullable=False),
        sa.Column("scanned_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("arena_id", name=op.f("pk_flag_scans")),
        sa.ForeignKeyConstraint(["arena_id"], ["arenas.id"], name=op.f("fk_flag_scans_arena_id")),
        sqlite_with_rowid=False,
    )
    op.add_column("arenas", sa.Column("on_evidence", sa.String(4), nullable=False, server_default="hold"))
    op.execute("UPDATE arenas SET on_evidence = 'flag'")


def downgrade() -> None:
    """Drop them. Votes that are held stay out of the ratings, as void votes, and go by no other reason."""
    op.execute("UPDATE votes SET exclusion = 1 WHERE exclusion = 9")
    op.drop_column("arenas", "on_evidence")
    op.drop_table("flag_scans")
    op.drop_table("flag_votes")
    op.drop_table("flags")
