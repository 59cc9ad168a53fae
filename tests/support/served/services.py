"""Fixtures that serve the application, for folders whose tests use them: importing it takes a second."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support.served.api import Api, serving


@pytest.fixture
def api(database_url: str, tmp_path: Path) -> Iterator[Api]:
    """Yield the service on a fresh database, SQLite and then PostgreSQL."""
    with serving(database_url, tmp_path) as served:
        yield served


@pytest.fixture
def sqlite_api(sqlite_url: str, tmp_path: Path) -> Iterator[Api]:
    """Yield the service on SQLite alone, for tests in which the database does not matter."""
    with serving(sqlite_url, tmp_path) as served:
        yield served
