"""One instance for all tools: they only read."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support.db.databases import copy_sqlite
from tests.support.served.api import Api, serving
from tests.support.served.assistants import furnish_instance


@pytest.fixture(scope="session")
def instance(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Api]:
    folder = tmp_path_factory.mktemp("assistants")
    with serving(copy_sqlite(sqlite_template, folder), folder) as api:
        furnish_instance(api)
        yield api
