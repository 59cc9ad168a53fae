"""One instance for all tools: they only read."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support.api import Api, serving
from tests.support.assistants import furnish_instance
from tests.support.databases import copy_sqlite


@pytest.fixture(scope="session")
def instance(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Api]:
    folder = tmp_path_factory.mktemp("assistants")
    with serving(copy_sqlite(sqlite_template, folder), folder) as api:
        furnish_instance(api)
        yield api
