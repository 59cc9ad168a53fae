"""What an arena looks like, in which languages it is voted on, and how many votes its axes are to get.

The site as a whole has a logo, too.
"""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0040_logos"
down_revision = "0039_two_ahead"
branch_labels = None
depends_on = None

_LOGO: dict[str, sa.types.TypeEngine[Any]] = {
    "logo_digest": sa.LargeBinary(32),
    "logo_width": sa.SmallInteger(),
    "logo_height": sa.SmallInteger(),
}


def upgrade() -> None:
    """Add the columns. Nothing has a logo or a target yet, and every language is offered."""
    for table in ("catalog", "arenas"):
        for name, kind in _LOGO.items():
            op.add_column(table, sa.Column(name, kind))
    op.add_column("arenas", sa.Column("accent", sa.String(7)))
    for name in ("languages", "axis_targets"):
        op.add_column("arenas", sa.Column(name, sa.Text(), nullable=False, server_default=""))


def downgrade() -> None:
    """Remove them."""
    for name in ("axis_targets", "languages", "accent"):
        op.drop_column("arenas", name)
    for table in ("arenas", "catalog"):
        for name in reversed(_LOGO):
            op.drop_column(table, name)
