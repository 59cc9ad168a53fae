"""Fixtures of backups: an installation to copy, and the bucket of the blob stores' tests."""

from __future__ import annotations

import asyncio
import shutil
from pathlib import Path

import pytest

from service.settings import Settings
from tests.blobs.conftest import s3_address, s3_environment
from tests.support.db.databases import copy_sqlite
from tests.support.votes.backups import fill, settings_of

__all__ = ["s3_address", "s3_environment"]


@pytest.fixture(scope="session")
def filled_folder(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the folder of a filled installation on SQLite, to copy."""
    folder = tmp_path_factory.mktemp("filled")
    asyncio.run(fill(copy_sqlite(sqlite_template, folder), folder))
    return folder


@pytest.fixture
def filled(filled_folder: Path, tmp_path: Path) -> Settings:
    """Return the settings of a filled installation on SQLite in the test's folder."""
    shutil.copytree(filled_folder, tmp_path, dirs_exist_ok=True)
    return settings_of(f"sqlite:///{tmp_path / 'arena.db'}", tmp_path)
