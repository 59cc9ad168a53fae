"""Parameters that say nothing about what is asked for."""

from __future__ import annotations

import pytest

from service.api.middleware.ignored import without_ignored


@pytest.mark.parametrize(
    ("query", "kept"),
    [
        (b"", b""),
        (b"_=1", b""),
        (b"_", b""),
        (b"utm_source=a&utm_medium=b", b""),
        (b"_=1&limit=2&utm_campaign=c%20d", b"limit=2"),
        (b"limit=2&_=1&after_position=3&_=2", b"limit=2&after_position=3"),
        # Everything else stays, and is refused where it is unknown.
        (b"__=1&_a=1&utm=1&xutm_source=1&min_votes=_", b"__=1&_a=1&utm=1&xutm_source=1&min_votes=_"),
    ],
)
def test_what_is_taken_away(query: bytes, kept: bytes) -> None:
    assert without_ignored(query) == kept
