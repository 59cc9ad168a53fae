"""Compiled statements that all engines of a process share.

SQLAlchemy keeps what it has compiled for each engine, and a service is served by few engines for long. Tests
open two engines each, and a fifth of their time was spent on compiling the same statements again.
"""

from __future__ import annotations

from collections.abc import Hashable
from typing import Any

from sqlalchemy import Connection, Engine, event

MOST = 4_000


class Statements(dict[Hashable, Any]):
    """SQLAlchemy's cache of compiled statements, by the kind of the database instead of by its engine."""

    def get(self, key: Any, default: Any = None) -> Any:
        """Return a statement that any engine of this kind has compiled."""
        return super().get(_by_kind(key), default)

    def __setitem__(self, key: Any, statement: Any) -> None:
        if len(self) >= MOST:
            self.clear()
        super().__setitem__(_by_kind(key), statement)


def _by_kind(key: tuple[Any, ...]) -> tuple[Hashable, ...]:
    dialect, *rest = key
    return type(dialect), dialect.server_version_info, *rest


def share_statements() -> None:
    """Let all engines of this process share what they compile."""
    shared = Statements()

    @event.listens_for(Engine, "engine_connect")
    def _share(connection: Connection) -> None:
        connection.execution_options(compiled_cache=shared)
