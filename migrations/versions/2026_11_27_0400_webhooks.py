"""Webhooks: what is announced, to whom it is sent, and what was said of each leaderboard so far."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0031_webhooks"
down_revision = "0030_wider_refits"
branch_labels = None
depends_on = None

WAITING = sa.text("state = 'waiting'")


def upgrade() -> None:
    """Add the tables. The first look at arenas that are there announces nothing: their boards are no news."""
    _add_notices()
    _add_webhooks()
    marks = sa.table("board_marks", *map(sa.column, ("arena_id", "version", "body")))
    arenas = sa.table("arenas", sa.column("id", sa.Integer()))
    known = sa.select(arenas.c.id, sa.literal(0), sa.literal(b"", sa.LargeBinary()))
    op.execute(marks.insert().from_select(["arena_id", "version", "body"], known))


def _add_notices() -> None:
    op.create_table(
        "notices",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("uid", sa.String(40), nullable=False),
        sa.Column("kind", sa.String(20), nullable=False),
        sa.Column("arena_id", sa.Integer(), nullable=True),
        sa.Column("model_id", sa.Integer(), nullable=True),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_notices")),
        sa.ForeignKeyConstraint(["arena_id"], ["arenas.id"], name=op.f("fk_notices_arena_id")),
        sa.ForeignKeyConstraint(["model_id"], ["models.id"], name=op.f("fk_notices_model_id")),
        sa.UniqueConstraint("uid", name=op.f("uq_notices_uid")),
    )
    op.create_index(op.f("ix_notices_arena_id_id"), "notices", ["arena_id", "id"])
    op.create_index(op.f("ix_notices_model_id_id"), "notices", ["model_id", "id"])
    op.create_table(
        "board_marks",
        sa.Column("arena_id", sa.Integer(), nullable=False),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("arena_id", name=op.f("pk_board_marks")),
        sa.ForeignKeyConstraint(["arena_id"], ["arenas.id"], name=op.f("fk_board_marks_arena_id")),
        sqlite_with_rowid=False,
    )


def _add_webhooks() -> None:
    op.create_table(
        "webhooks",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("url", sa.Text(), nullable=False),
        sa.Column("description", sa.Text(), nullable=False),
        sa.Column("kinds", sa.Text(), nullable=False),
        sa.Column("arena_id", sa.Integer(), nullable=True),
        sa.Column("salt", sa.LargeBinary(16), nullable=False),
        sa.Column("fingerprint", sa.LargeBinary(16), nullable=False),
        sa.Column("old_salt", sa.LargeBinary(16), nullable=True),
        sa.Column("old_until", sa.BigInteger(), nullable=True),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.Column("disabled_at", sa.BigInteger(), nullable=True),
        sa.Column("disabled_reason", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_webhooks")),
        sa.ForeignKeyConstraint(["arena_id"], ["arenas.id"], name=op.f("fk_webhooks_arena_id")),
    )
    op.create_table(
        "deliveries",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("webhook_id", sa.Integer(), nullable=False),
        sa.Column("notice_id", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(9), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("first_attempt", sa.Integer(), nullable=False),
        sa.Column("due_at", sa.BigInteger(), nullable=False),
        sa.Column("status", sa.SmallInteger(), nullable=True),
        sa.Column("error", sa.Text(), nullable=True),
        sa.Column("latency_ms", sa.Integer(), nullable=True),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.Column("ended_at", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_deliveries")),
        sa.ForeignKeyConstraint(
            ["webhook_id"], ["webhooks.id"], name=op.f("fk_deliveries_webhook_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["notice_id"], ["notices.id"], name=op.f("fk_deliveries_notice_id"), ondelete="CASCADE"
        ),
        sa.UniqueConstraint("webhook_id", "notice_id", name=op.f("uq_deliveries_webhook_id_notice_id")),
        sa.CheckConstraint("state IN ('waiting', 'delivered', 'failed')", name=op.f("ck_deliveries_state")),
    )
    op.create_index(
        "ix_deliveries_due", "deliveries", ["due_at"], sqlite_where=WAITING, postgresql_where=WAITING
    )
    op.create_index(op.f("ix_deliveries_webhook_id_id"), "deliveries", ["webhook_id", "id"])
    op.create_index(op.f("ix_deliveries_notice_id"), "deliveries", ["notice_id"])


def downgrade() -> None:
    """Drop them: webhooks have to be set up again."""
    for table in ("deliveries", "webhooks", "board_marks", "notices"):
        op.drop_table(table)
