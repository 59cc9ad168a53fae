"""Addresses of databases, as people write them and as the drivers need them."""

from __future__ import annotations

from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError

from service.errors import Invalid


def parse_url(url: str) -> URL:
    """Return the URL with the driver that the service uses. Raise Invalid for other databases.

    PostgreSQL's ``sslmode`` becomes ``ssl``, which is asyncpg's name for it.
    """
    try:
        parsed = make_url(url)
    except (ArgumentError, ValueError):  # ValueError: the port is not a number
        parsed = URL.create("unreadable")
    drivers = {
        "sqlite": "sqlite+pysqlite",
        "postgresql": "postgresql+asyncpg",
        "postgres": "postgresql+asyncpg",
    }
    backend = parsed.get_backend_name()
    if backend not in drivers or (backend == "sqlite" and parsed.database in (None, "", ":memory:")):
        raise Invalid(
            "the database URL must look like sqlite:///path/to/file or postgresql://user:password@host/name"
        )
    query = dict(parsed.query)
    renamed = {"ssl": query.pop("sslmode")} if backend != "sqlite" and "sslmode" in query else {}
    if query:
        raise Invalid(
            f"the database URL has unsupported options: {', '.join(query)}. "
            "PostgreSQL supports only sslmode, and SQLite no options"
        )
    return parsed.set(drivername=drivers[backend], query=renamed)
