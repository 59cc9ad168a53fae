"""The format that an Accept header prefers."""

from __future__ import annotations

import pytest

from service.http.tables.negotiation import preferred


@pytest.mark.parametrize(
    ("accept", "kind"),
    [
        (b"", "json"),
        (b"*/*", "json"),
        (b"text/csv", "csv"),
        (b"TEXT/CSV; q=1.0", "csv"),
        (b"text/*", "csv"),
        (b"application/*", "json"),
        (b"text/csv;q=0.5, application/json;q=0.4", "csv"),
        (b"text/csv;q=0.4, */*;q=0.5", "json"),
        (b"text/csv;q=0", "json"),
        (b"text/csv;q=nonsense", "json"),
        (b"application/jsonl", "ndjson"),
        (b"image/png", "json"),
        (b"text/csv," * 1_000, "json"),
    ],
)
def test_the_preferred_format(accept: bytes, kind: str) -> None:
    assert preferred(accept) == kind
