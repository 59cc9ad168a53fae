"""The schema being changed by Alembic, which is imported with this module only."""

from __future__ import annotations

from typing import Literal, TypeAlias

from alembic import command
from alembic.config import Config
from alembic.util import CommandError
from sqlalchemy import Connection
from sqlalchemy.exc import DBAPIError

from service.db.driver_errors import first_line, meaning_of, translated
from service.db.schema_versions import FOLDER
from service.errors import ArenaError

Direction: TypeAlias = Literal["upgrade", "downgrade"]


def change(connection: Connection, direction: Direction, revision: str) -> None:
    """Bring the database to a schema revision inside the transaction that the connection is in, if any."""
    config = Config()
    config.set_main_option("script_location", str(FOLDER))
    config.attributes["connection"] = connection
    (command.upgrade if direction == "upgrade" else command.downgrade)(config, revision)


def change_or_explain(
    connection: Connection, direction: Direction, revision: str, before: str | None
) -> None:
    """Do the same. Raise Unavailable if the database is away, and ArenaError if the change fails."""
    try:
        change(connection, direction, revision)
    except (CommandError, DBAPIError) as error:
        with translated():  # a database that went away is Unavailable, and no fault of the migration
            if isinstance(error, DBAPIError) and meaning_of(error) is not None:
                raise
        raise ArenaError(
            f"the migration from {before or 'an empty database'} to {revision} failed, and what it had not "
            f"completed was undone: {first_line(error)}"
        ) from error
