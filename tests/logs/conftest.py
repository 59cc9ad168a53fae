"""Each test begins outside of any request."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from service.logs import request_ids


@pytest.fixture(autouse=True)
def _no_request() -> Iterator[None]:
    before = request_ids._current.set("")
    yield
    request_ids._current.reset(before)
