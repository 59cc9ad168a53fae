"""The served application, for tests of what it answers."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support.api import Api, serving


@pytest.fixture
def api(database_url: str, tmp_path: Path) -> Iterator[Api]:
    """The service on a fresh database, SQLite and then PostgreSQL."""
    with serving(database_url, tmp_path) as served:
        yield served


@pytest.fixture
def sqlite_api(sqlite_url: str, tmp_path: Path) -> Iterator[Api]:
    """The service on SQLite alone, for what no database has a part in."""
    with serving(sqlite_url, tmp_path) as served:
        yield served
