"""An administrator at the desk."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.support.served.admins import AdminBrowser
from tests.support.served.api import Api


@pytest.fixture
def desk(sqlite_api: Api) -> Iterator[AdminBrowser]:
    """Yield a session on a fresh service."""
    browser = AdminBrowser(sqlite_api)
    yield browser
    browser.close()
