"""Gold pairs, how often they and repeats are dealt, and how much voters agree."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0028_gold"
down_revision = "0026_flags"
branch_labels = None
depends_on = None

SHARES = ("gold_share", "repeat_share")
COUNTS = ("gold", "gold_right", "repeats", "repeats_same")


def upgrade() -> None:
    """Add the tables and columns. Arenas that are there deal no repeats until somebody decides otherwise."""
    op.create_table(
        "gold_pairs",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("arena_id", sa.Integer(), nullable=False),
        sa.Column("prompt_id", sa.Integer(), nullable=False),
        sa.Column("image_good", sa.Integer(), nullable=False),
        sa.Column("image_broken", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.Column("retired_at", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_gold_pairs")),
        sa.ForeignKeyConstraint(["arena_id"], ["arenas.id"], name=op.f("fk_gold_pairs_arena_id")),
        sa.ForeignKeyConstraint(["prompt_id"], ["prompts.id"], name=op.f("fk_gold_pairs_prompt_id")),
        sa.ForeignKeyConstraint(["image_good"], ["images.id"], name=op.f("fk_gold_pairs_image_good")),
        sa.ForeignKeyConstraint(["image_broken"], ["images.id"], name=op.f("fk_gold_pairs_image_broken")),
        sa.UniqueConstraint(
            "arena_id",
            "image_good",
            "image_broken",
            name=op.f("uq_gold_pairs_arena_id_image_good_image_broken"),
        ),
    )
    op.create_table(
        "agreements",
        sa.Column("arena_id", sa.Integer(), nullable=False),
        sa.Column("theme", sa.String(100), nullable=False),
        sa.Column("measured_at", sa.BigInteger(), nullable=False),
        sa.Column("pairs", sa.Integer(), nullable=False),
        sa.Column("votes", sa.Integer(), nullable=False),
        sa.Column("alpha", sa.Double(), nullable=True),
        sa.Column("error", sa.Double(), nullable=True),
        *(sa.Column(name, sa.Integer(), nullable=False) for name in COUNTS),
        sa.PrimaryKeyConstraint("arena_id", "theme", name=op.f("pk_agreements")),
        sa.ForeignKeyConstraint(["arena_id"], ["arenas.id"], name=op.f("fk_agreements_arena_id")),
        sqlite_with_rowid=False,
    )
    op.add_column("matchups", sa.Column("gold", sa.Integer(), nullable=True))
    for name in SHARES:
        op.add_column("arenas", sa.Column(name, sa.SmallInteger(), nullable=False, server_default="2"))
    op.execute("UPDATE arenas SET repeat_share = 0")


def downgrade() -> None:
    """Drop them. Votes on gold pairs stay out of the ratings, as void votes, and go by no other reason."""
    op.execute("UPDATE votes SET exclusion = 1 WHERE exclusion = 12")
    op.execute("UPDATE matchups SET state = 4, closed_at = dealt_at WHERE state = 1 AND gold IS NOT NULL")
    for name in SHARES:
        op.drop_column("arenas", name)
    op.drop_column("matchups", "gold")
    op.drop_table("agreements")
    op.drop_table("gold_pairs")
