"""What Alembic runs: the chain of migrations on the connection that service.db.migrate hands over.

Developers' own ``alembic revision --autogenerate`` has none; it gets the database of the settings.
"""

from __future__ import annotations

import os

from alembic import context
from sqlalchemy import Connection

from service.db.migrate import run_on
from service.db.tables import metadata
from service.settings import load


def migrate(connection: Connection) -> None:
    """Run the migrations that the command asked for on this connection.

    On PostgreSQL each has its own transaction. On SQLite all are in one, which holds the only lock there is:
    between two transactions another server that starts would run the same migration.
    """
    sqlite = connection.dialect.name == "sqlite"
    context.configure(
        connection=connection,
        target_metadata=metadata,
        render_as_batch=sqlite,
        compare_type=True,
        transactional_ddl=True,  # Alembic takes SQLite for a database that cannot, and commits each migration
        transaction_per_migration=not sqlite,
    )
    with context.begin_transaction():
        context.run_migrations()


given = context.config.attributes.get("connection")
if given is None:
    run_on(load(os.environ).database_url, migrate)
else:
    migrate(given)
