"""One release that all tests of a module may read, and copies of it to change."""

import asyncio
from pathlib import Path
from shutil import copytree

import pytest

from tests.blobs.conftest import s3_address, s3_environment
from tests.support.db.databases import copy_sqlite
from tests.support.votes.arenas import arena_services
from tests.support.votes.releases import logged, release

__all__ = ["s3_address", "s3_environment"]


@pytest.fixture(scope="session")
def released(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the folder of a release."""
    folder = tmp_path_factory.mktemp("released")

    async def made() -> None:
        async with arena_services(copy_sqlite(sqlite_template, folder), folder) as services:
            await logged(services)
            await release(services, folder / "release")

    asyncio.run(made())
    return folder / "release"


@pytest.fixture
def own(released: Path, tmp_path: Path) -> Path:
    """Return a copy of the release to change."""
    return Path(copytree(released, tmp_path / "own"))
