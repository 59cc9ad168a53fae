"""A browser for the tests of pages; one process serves them all."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest
from playwright.async_api import Browser

from tests.support.db.databases import copy_sqlite
from tests.support.pages.browser import chromium
from tests.support.pages.gallery import Gallery, hung_gallery
from tests.support.pages.small_site import small_site
from tests.support.served.api import Api
from tests.support.served.services import api, sqlite_api

__all__ = ["api", "sqlite_api"]


@pytest.fixture(scope="session")
async def browser(anyio_backend: object) -> AsyncIterator[Browser]:
    """Real Chromium; tests open a context of their own in it (``tests.support.pages.browser.visiting``)."""
    del anyio_backend  # asked for, so that the browser's loop is there as long as the browser
    async with chromium() as started:
        yield started


@pytest.fixture(scope="session")
def served_gallery(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Api]:
    """Yield the server of `gallery`, made once: twenty pictures are uploaded."""
    folder = tmp_path_factory.mktemp("gallery")
    with hung_gallery(copy_sqlite(sqlite_template, folder), folder) as api:
        yield api


@pytest.fixture
def gallery(served_gallery: Api) -> Gallery:
    """Return an arena with pictures to vote on; each test brings voters of its own."""
    return Gallery(served_gallery)


@pytest.fixture(scope="session")
def site(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Api]:
    """Yield the service with the small arena, for tests that only read."""
    with small_site(sqlite_template, tmp_path_factory.mktemp("small")) as api:
        yield api
