"""The generation gateway: jobs, ways to providers, and what a key may spend."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0003_generations"
down_revision = "0002_voting"
branch_labels = None
depends_on = None

OPEN = sa.text("finished_at IS NULL")
COMPLETED = sa.text("state = 'completed'")
FOR_ARENA = sa.text("prompt_id IS NOT NULL")

# Without a foreign key: keys are revoked, never deleted, and SQLite adds none to a table that is there.
ADDED: dict[str, dict[str, sa.types.TypeEngine[Any]]] = {
    "offers": {"endpoint": sa.Text(), "upstream": sa.Text(), "key_variable": sa.Text()},
    "api_keys": {"daily_generations": sa.Integer(), "monthly_micros": sa.BigInteger()},
    "models": {"created_by": sa.Integer()},
}


def upgrade() -> None:
    """Add the table and the columns."""
    for table, added in ADDED.items():
        for name, kind in added.items():
            op.add_column(table, sa.Column(name, kind, nullable=True))
    op.create_table(
        "generations",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=40), nullable=False),
        sa.Column("model_id", sa.Integer(), nullable=False),
        sa.Column("key_id", sa.Integer(), nullable=True),
        sa.Column("arena_id", sa.Integer(), nullable=True),
        sa.Column("prompt_id", sa.Integer(), nullable=True),
        *_work(),
        *_result(),
        *_constraints(),
    )
    for name, columns, where in (
        ("ix_generations_due", ["due_at", "id"], OPEN),
        ("ix_generations_latency", ["model_id", "id"], COMPLETED),
        ("ix_generations_prompt_id", ["prompt_id", "model_id"], FOR_ARENA),
    ):
        op.create_index(name, "generations", columns, sqlite_where=where, postgresql_where=where)
    op.create_index(op.f("ix_generations_key_id_id"), "generations", ["key_id", "id"])
    op.create_index(op.f("ix_generations_key_id_created_at"), "generations", ["key_id", "created_at"])


def _work() -> tuple[sa.Column[Any], ...]:
    return (
        sa.Column("state", sa.String(length=9), nullable=False),
        sa.Column("prompt", sa.Text(), nullable=False),
        sa.Column("source", sa.LargeBinary(length=32), nullable=True),
        sa.Column("width", sa.Integer(), nullable=True),
        sa.Column("height", sa.Integer(), nullable=True),
        sa.Column("seed", sa.Integer(), nullable=True),
        sa.Column("attempts", sa.SmallInteger(), nullable=False),
        sa.Column("attempt", sa.String(length=60), nullable=True),
        sa.Column("offer_id", sa.Integer(), nullable=True),
        sa.Column("due_at", sa.BigInteger(), nullable=False),
    )


def _result() -> tuple[sa.Column[Any], ...]:
    return (
        sa.Column("provider", sa.String(length=100), nullable=True),
        sa.Column("reserved_micros", sa.BigInteger(), nullable=False),
        sa.Column("cost_micros", sa.BigInteger(), nullable=True),
        sa.Column("currency", sa.String(length=3), nullable=False),
        sa.Column("latency_ms", sa.Integer(), nullable=True),
        sa.Column("output", sa.LargeBinary(length=32), nullable=True),
        sa.Column("output_format", sa.String(length=4), nullable=True),
        sa.Column("output_width", sa.Integer(), nullable=True),
        sa.Column("output_height", sa.Integer(), nullable=True),
        sa.Column("error_code", sa.String(length=40), nullable=True),
        sa.Column("error_message", sa.Text(), nullable=True),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.Column("started_at", sa.BigInteger(), nullable=True),
        sa.Column("finished_at", sa.BigInteger(), nullable=True),
    )


def _constraints() -> tuple[sa.Constraint, ...]:
    checks = {
        "state": "state IN ('queued', 'running', 'completed', 'failed', 'cancelled')",
        "finished": "(state IN ('queued', 'running')) = (finished_at IS NULL)",
        "output": "(state = 'completed') = (output IS NOT NULL)",
        "error": "(state = 'failed') = (error_code IS NOT NULL)",
    }
    return (
        *(sa.CheckConstraint(rule, name=op.f(f"ck_generations_{name}")) for name, rule in checks.items()),
        *(
            sa.ForeignKeyConstraint([column], [f"{table}.id"], name=op.f(f"fk_generations_{column}"))
            for column, table in (
                ("model_id", "models"),
                ("key_id", "api_keys"),
                ("arena_id", "arenas"),
                ("prompt_id", "prompts"),
            )
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_generations")),
        sa.UniqueConstraint("name", name=op.f("uq_generations_name")),
    )


def downgrade() -> None:
    """Drop them again; the images that were generated for arenas stay."""
    op.drop_table("generations")
    for table, columns in ADDED.items():
        for name in columns:
            op.drop_column(table, name)
