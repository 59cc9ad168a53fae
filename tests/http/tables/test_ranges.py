"""Parts of a body, as Range and If-Range name them."""

from __future__ import annotations

import pytest
from starlette.types import Scope

from service.errors import RangeNotSatisfiable
from service.http.tables.ranges import asked_part, part_headers, part_of


def test_ranges() -> None:
    assert part_of(b"bytes=0-4", 10) == range(5)
    assert part_of(b"Bytes = 8-", 10) == range(8, 10)
    assert part_of(b"bytes=-3", 10) == range(7, 10)
    assert part_of(b"bytes=-30", 10) == range(10)
    for ignored in (b"", b"bytes=", b"bytes=-", b"bytes=4-2", b"bytes=0-1,3-4", b"rows=1-2", b"bytes=a-b"):
        assert part_of(ignored, 10) is None
    for outside in (b"bytes=10-", b"bytes=-0", b"bytes=99-100"):
        with pytest.raises(RangeNotSatisfiable):
            part_of(outside, 10)


def test_conditions() -> None:
    def scope(*headers: tuple[bytes, bytes], **more: bool) -> Scope:
        return {"headers": [(b"range", b"bytes=0-0"), *headers], **more}

    assert asked_part(scope(), b'"a"', 5) == range(1)
    assert asked_part(scope((b"if-range", b'"a"')), b'"a"', 5) == range(1)
    assert asked_part(scope((b"if-range", b'W/"a"')), b'"a"', 5) is None
    assert asked_part(scope(head=True), b'"a"', 5) is None
    assert dict(part_headers(range(1, 3), 5)) == {b"content-length": b"2", b"content-range": b"bytes 1-2/5"}
