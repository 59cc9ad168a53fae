"""Rankings: votes on more than two models.

The only change to a table that exists is that the log's check of outcomes lets one more number through. No
vote is written for that, since there may be a hundred million. PostgreSQL reads them once: a check that is
not validated could not be reflected by SQLAlchemy, with which backups find the tables. SQLite's own way to
change a check is to change the text of the table's definition
(https://www.sqlite.org/lang_altertable.html, at its end).
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0017_rankings"
down_revision = "0016_privacy"
branch_labels = None
depends_on = None

CHECK = "outcome BETWEEN 1 AND {}"
PAIRS, RANKED = 4, 5
# What becomes of a ranking on the way down: a void vote on its first and last model.
VOIDED = """
    UPDATE votes SET outcome = 3, voided_at = coalesce(voided_at, voted_at),
        void_reason = coalesce(void_reason, 'a ranking of more than two models'),
        exclusion = coalesce(exclusion, 1)
    WHERE outcome = 5
"""


def upgrade() -> None:
    """Add the tables, and let the outcome of rankings through."""
    op.create_table(
        "rankings",
        sa.Column("arena_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("place", sa.SmallInteger(), autoincrement=False, nullable=False),
        sa.Column("rank", sa.SmallInteger(), nullable=False),
        sa.Column("model_id", sa.Integer(), nullable=False),
        sa.CheckConstraint("rank BETWEEN 1 AND place AND place <= 32", name=op.f("ck_rankings_rank")),
        sa.ForeignKeyConstraint(["arena_id"], ["arenas.id"], name=op.f("fk_rankings_arena_id")),
        sa.ForeignKeyConstraint(["model_id"], ["models.id"], name=op.f("fk_rankings_model_id")),
        sa.PrimaryKeyConstraint("arena_id", "position", "place", name=op.f("pk_rankings")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "ranking_sizes",
        sa.Column("arena_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("stratum_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("size", sa.SmallInteger(), autoincrement=False, nullable=False),
        sa.Column("total", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("arena_id", "stratum_id", "size", name=op.f("pk_ranking_sizes")),
        sqlite_with_rowid=False,
    )
    _check_outcomes(PAIRS, RANKED)


def downgrade() -> None:
    """Void the rankings, which the previous version cannot read, and drop the tables.

    Ratings still include them until `arena recount`.
    """
    op.execute(VOIDED)
    _check_outcomes(RANKED, PAIRS)
    op.drop_table("ranking_sizes")
    op.drop_table("rankings")


def _check_outcomes(before: int, after: int) -> None:
    """Change the highest outcome that the log takes."""
    if op.get_bind().dialect.name == "postgresql":
        op.drop_constraint("ck_votes_outcome", "votes")
        op.create_check_constraint(op.f("ck_votes_outcome"), "votes", CHECK.format(after))
        return
    version = op.get_bind().execute(sa.text("PRAGMA schema_version")).scalar_one()
    op.execute("PRAGMA writable_schema = ON")
    op.execute(
        f"UPDATE sqlite_schema SET sql = replace(sql, '{CHECK.format(before)}', '{CHECK.format(after)}') "  # noqa: S608
        "WHERE type = 'table' AND name = 'votes'"
    )
    op.execute(f"PRAGMA schema_version = {version + 1}")
    op.execute("PRAGMA writable_schema = OFF")
