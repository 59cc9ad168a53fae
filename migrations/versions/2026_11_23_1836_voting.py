"""Voting by people: images, matchups, and why a vote is excluded."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002_voting"
down_revision = "0001_core"
branch_labels = None
depends_on = None

EXCLUDED = sa.text("exclusion IS NOT NULL")
OPEN = sa.text("state = 1")
VOTED = sa.text("position IS NOT NULL")


def upgrade() -> None:
    """Add the tables and columns; votes that were voided before are excluded as ``voided``."""
    op.add_column("arenas", sa.Column("simulated_until", sa.BigInteger(), server_default="0", nullable=False))
    for column in _source_columns():
        op.add_column("prompts", column)
    op.add_column("votes", sa.Column("exclusion", sa.SmallInteger(), nullable=True))
    op.execute("UPDATE votes SET exclusion = 1 WHERE voided_at IS NOT NULL")
    op.create_index(
        "ix_votes_excluded",
        "votes",
        ["arena_id", "voted_at", "exclusion"],
        sqlite_where=EXCLUDED,
        postgresql_where=EXCLUDED,
    )
    _create_images()
    _create_matchups()


def _source_columns() -> tuple[sa.Column[bytes], sa.Column[int], sa.Column[int]]:
    return (
        sa.Column("source_copy", sa.LargeBinary(length=32), nullable=True),
        sa.Column("source_width", sa.Integer(), nullable=True),
        sa.Column("source_height", sa.Integer(), nullable=True),
    )


def _create_images() -> None:
    op.create_table(
        "images",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("arena_id", sa.Integer(), nullable=False),
        sa.Column("prompt_id", sa.Integer(), nullable=False),
        sa.Column("model_id", sa.Integer(), nullable=False),
        sa.Column("sha256", sa.LargeBinary(length=32), nullable=False),
        sa.Column("format", sa.String(length=4), nullable=False),
        sa.Column("width", sa.Integer(), nullable=False),
        sa.Column("height", sa.Integer(), nullable=False),
        sa.Column("bytes", sa.Integer(), nullable=False),
        sa.Column("box", sa.String(length=5), nullable=False),
        sa.Column("copy", sa.LargeBinary(length=32), nullable=False),
        sa.Column("square", sa.LargeBinary(length=32), nullable=False),
        sa.Column("origin", sa.String(length=9), nullable=False),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.Column("withdrawn_at", sa.BigInteger(), nullable=True),
        sa.Column("withdrawn_reason", sa.Text(), nullable=True),
        sa.CheckConstraint(
            "(withdrawn_at IS NULL) = (withdrawn_reason IS NULL)", name=op.f("ck_images_withdrawn")
        ),
        *(
            sa.ForeignKeyConstraint([f"{noun}_id"], [f"{noun}s.id"], name=op.f(f"fk_images_{noun}_id"))
            for noun in ("arena", "prompt", "model")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_images")),
        sa.UniqueConstraint(
            "prompt_id", "model_id", "sha256", name=op.f("uq_images_prompt_id_model_id_sha256")
        ),
    )
    op.create_index(op.f("ix_images_arena_id_id"), "images", ["arena_id", "id"])
    op.create_index(op.f("ix_images_model_id"), "images", ["model_id"])


def _create_matchups() -> None:
    number = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
    op.create_table(
        "matchups",
        sa.Column("id", number, autoincrement=False, nullable=False),
        sa.Column("dealt_at", sa.BigInteger(), nullable=False),
        sa.Column("probability", sa.Double(), nullable=False),
        sa.Column("voter", sa.BigInteger(), nullable=True),
        sa.Column("address", sa.BigInteger(), nullable=True),
        sa.Column("closed_at", sa.BigInteger(), nullable=True),
        sa.Column("position", sa.BigInteger(), nullable=True),
        sa.Column("arena_id", sa.Integer(), nullable=False),
        sa.Column("prompt_id", sa.Integer(), nullable=False),
        sa.Column("image_left", sa.Integer(), nullable=False),
        sa.Column("image_right", sa.Integer(), nullable=False),
        sa.Column("model_left", sa.Integer(), nullable=False),
        sa.Column("model_right", sa.Integer(), nullable=False),
        sa.Column("response_ms", sa.Integer(), nullable=True),
        sa.Column("slot", sa.SmallInteger(), nullable=False),
        sa.Column("state", sa.SmallInteger(), nullable=False),
        sa.CheckConstraint("state BETWEEN 1 AND 4", name=op.f("ck_matchups_state")),
        sa.CheckConstraint("slot BETWEEN 0 AND 1", name=op.f("ck_matchups_slot")),
        sa.CheckConstraint("(state = 1) = (closed_at IS NULL)", name=op.f("ck_matchups_closed")),
        sa.CheckConstraint("(state = 2) = (position IS NOT NULL)", name=op.f("ck_matchups_voted")),
        sa.CheckConstraint("model_left <> model_right", name=op.f("ck_matchups_two_models")),
        sa.ForeignKeyConstraint(["arena_id"], ["arenas.id"], name=op.f("fk_matchups_arena_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_matchups")),
        postgresql_with={"fillfactor": 80},
    )
    for name, columns, where in (
        ("uq_matchups_open", ["voter", "arena_id", "slot"], OPEN),
        ("uq_matchups_position", ["arena_id", "position"], VOTED),
    ):
        op.create_index(name, "matchups", columns, unique=True, sqlite_where=where, postgresql_where=where)
    op.create_index(op.f("ix_matchups_voter_prompt_id"), "matchups", ["voter", "prompt_id"])


def downgrade() -> None:
    """Drop them again; which votes were excluded for what is forgotten, that they are void is not."""
    op.drop_table("matchups")
    op.drop_table("images")
    op.drop_index("ix_votes_excluded", "votes")
    op.drop_column("votes", "exclusion")
    for column in _source_columns():
        op.drop_column("prompts", column.name)
    op.drop_column("arenas", "simulated_until")
