"""Matchups: the column of what a voter learned is called ``reveal``, and new values begin with a version.

Rows are not rewritten on the way up. That would write a table of a hundred million rows once more in one
transaction, against the statement timeout and with every vote waiting, for values that are read only if a
voter comes back to a matchup. Renaming a column changes only the catalog on both databases. What was stored
before has no version byte, but is one byte shorter than every value of version 1, so that readers can tell.

The program of the previous revision reads only the shorter form. On the way down the version byte is
therefore taken off, of the rows that were stored since.
"""

from __future__ import annotations

from alembic import op

revision = "0008_reveal"
down_revision = "0007_marks"
branch_labels = None
depends_on = None

VERSIONED_BYTES = 83


def upgrade() -> None:
    """Rename the column; SQLite's own statement copies no table, as Alembic's batches would."""
    op.execute("ALTER TABLE matchups RENAME COLUMN told TO reveal")


def downgrade() -> None:
    """Take off the version bytes, and rename the column back."""
    op.execute(f"UPDATE matchups SET reveal = substr(reveal, 2) WHERE length(reveal) = {VERSIONED_BYTES}")  # noqa: S608
    op.execute("ALTER TABLE matchups RENAME COLUMN reveal TO told")
