"""A browser for the tests of pages; one process serves them all."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest
from playwright.async_api import Browser

from tests.support.browser import chromium


@pytest.fixture(scope="session")
async def browser(anyio_backend: object) -> AsyncIterator[Browser]:
    """Real Chromium; tests open a context of their own in it (``tests.support.browser.visiting``)."""
    del anyio_backend  # asked for, so that the browser's loop is there as long as the browser
    async with chromium() as started:
        yield started
