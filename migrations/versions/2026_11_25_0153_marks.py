"""Marks: days on which something changed that may explain a change of a score."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0007_marks"
down_revision = "0006_told"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the table."""
    op.create_table(
        "marks",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("arena_id", sa.Integer(), nullable=True),
        sa.Column("model_id", sa.Integer(), nullable=True),
        sa.Column("detail", sa.Text(), nullable=False),
        sa.CheckConstraint("arena_id IS NOT NULL OR model_id IS NOT NULL", name=op.f("ck_marks_subject")),
        sa.ForeignKeyConstraint(["arena_id"], ["arenas.id"], name=op.f("fk_marks_arena_id")),
        sa.ForeignKeyConstraint(["model_id"], ["models.id"], name=op.f("fk_marks_model_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_marks")),
    )
    op.create_index(op.f("ix_marks_model_id"), "marks", ["model_id"])
    op.create_index(op.f("ix_marks_arena_id"), "marks", ["arena_id"])


def downgrade() -> None:
    """Drop it again, and with it what it says."""
    op.drop_table("marks")
