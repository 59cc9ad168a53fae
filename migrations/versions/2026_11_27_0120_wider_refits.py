"""Forget the stored refits: their intervals do not allow for what votes of several themes share."""

from __future__ import annotations

from alembic import op

revision = "0030_wider_refits"
down_revision = "0029_bounds"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Delete them; servers compute them again."""
    op.execute("DELETE FROM refits")


def downgrade() -> None:
    """Delete them, for the version that computed narrower ones."""
    op.execute("DELETE FROM refits")
