"""The audit log also has entries without a key: logins that failed."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0018_audit_strangers"
down_revision = "0013_segments"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Let an entry have no key."""
    with op.batch_alter_table("audit") as table:
        table.alter_column("key_id", existing_type=sa.Integer(), nullable=True)


def downgrade() -> None:
    """Forget the entries without a key."""
    op.execute("DELETE FROM audit WHERE key_id IS NULL")
    with op.batch_alter_table("audit") as table:
        table.alter_column("key_id", existing_type=sa.Integer(), nullable=False)
