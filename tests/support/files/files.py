"""Files read as an import reads them, and taken apart for a test."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any

from service.arena.imports.readers.frames import Refused
from service.arena.imports.readers.tables import open_table

Rows = list[tuple[int, dict[str, Any]]]


def rows_of(path: Path, wanted: Iterable[str], format_: str | None = None) -> tuple[Rows, list[Refused]]:
    """Return every row of a file with its line, and the refused rows."""
    rows: Rows = []
    refused: list[Refused] = []
    for batch in open_table(path, format_).batches(frozenset(wanted)):
        rows += zip(batch.lines, batch.frame.to_dicts(), strict=True)
        refused += batch.refused
    return rows, refused


def written(path: Path, content: str | bytes) -> Path:
    """Return the path, with this content in the file."""
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return path
