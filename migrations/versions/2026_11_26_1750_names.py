"""Names: slugs that models had before, models that were merged, and themes whose name is not known.

A theme that was reported over HTTP was stored under its slug, and its slug as its name. How it was written is
not known, so that it is the first name that would get this slug.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0018_names"
down_revision = "0019_retired_models"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the table and the columns. Nothing was renamed or merged yet."""
    op.create_table(
        "model_aliases",
        sa.Column("slug", sa.String(100), nullable=False),
        sa.Column("model_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["model_id"], ["models.id"], name=op.f("fk_model_aliases_model_id")),
        sa.PrimaryKeyConstraint("slug", name=op.f("pk_model_aliases")),
        sqlite_with_rowid=False,
    )
    op.add_column("models", sa.Column("merged_into", sa.Integer()))
    op.add_column("models", sa.Column("former_id", sa.Integer()))
    op.execute("UPDATE themes SET name = '' WHERE name = slug")


def downgrade() -> None:
    """Drop them. A merged model becomes a retired one, with its own votes on the model it was merged into."""
    op.execute("UPDATE themes SET name = slug WHERE name = ''")
    op.drop_column("models", "former_id")
    op.drop_column("models", "merged_into")
    op.drop_table("model_aliases")
