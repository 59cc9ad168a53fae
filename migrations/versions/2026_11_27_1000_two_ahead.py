"""A third open matchup for a voter: the page loads two pairs ahead.

As in 0017, SQLite's check changes with the text of the table's definition, and PostgreSQL reads the table.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0039_two_ahead"
down_revision = "0038_branding"
branch_labels = None
depends_on = None

CHECK = "slot BETWEEN 0 AND {}"
ONE_AHEAD, TWO_AHEAD = 1, 2


def upgrade() -> None:
    """Let one more slot through."""
    _check_slots(ONE_AHEAD, TWO_AHEAD)


def downgrade() -> None:
    """Close what is open in the third slot, which nobody has seen, and move all to the second."""
    op.execute("UPDATE matchups SET state = 4, closed_at = dealt_at WHERE slot = 2 AND state = 1")
    op.execute("UPDATE matchups SET slot = 1 WHERE slot = 2")
    _check_slots(TWO_AHEAD, ONE_AHEAD)


def _check_slots(before: int, after: int) -> None:
    """Change the highest slot that a matchup may have."""
    if op.get_bind().dialect.name == "postgresql":
        op.drop_constraint("ck_matchups_slot", "matchups")
        op.create_check_constraint(op.f("ck_matchups_slot"), "matchups", CHECK.format(after))
        return
    version = op.get_bind().execute(sa.text("PRAGMA schema_version")).scalar_one()
    op.execute("PRAGMA writable_schema = ON")
    op.execute(
        f"UPDATE sqlite_schema SET sql = replace(sql, '{CHECK.format(before)}', '{CHECK.format(after)}') "  # noqa: S608
        "WHERE type = 'table' AND name = 'matchups'"
    )
    op.execute(f"PRAGMA schema_version = {version + 1}")
    op.execute("PRAGMA writable_schema = OFF")
