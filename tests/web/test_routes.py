"""The pages' routes beside those of the API."""

from __future__ import annotations

from service.web.routes import every_page
from tests.support.served.document import DOCUMENT


def test_pages_are_no_part_of_the_api() -> None:
    paths = {getattr(route, "path", "") for route in every_page()}
    assert "/" in paths
    assert not paths & set(DOCUMENT["paths"])
    assert not any(path.startswith(("/api/", "/v1/")) for path in paths)
