"""Values of JSON and of typed columns as the text that a CSV file would have."""

from __future__ import annotations

import json
from datetime import date, datetime, time

from service.errors import Invalid


def as_text(value: object) -> str | None:
    """Return a value as text; lists and objects become JSON. Raise Invalid for text that is not valid."""
    if value is None or isinstance(value, str):
        return value if value is None else _valid(value)
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int | float):
        return repr(value)
    if isinstance(value, bytes):
        return _decoded(value)
    if isinstance(value, dict | list | tuple):
        return _valid(json.dumps(value, ensure_ascii=False, separators=(",", ":"), default=_plain))
    return _plain(value)


def _plain(value: object) -> str:
    """Return a value that JSON does not have, in the usual form."""
    if isinstance(value, bytes):
        return _decoded(value)
    if isinstance(value, datetime | date | time):
        return value.isoformat()
    return str(value)


def _valid(text: str) -> str:
    try:
        text.encode()
    except UnicodeEncodeError:
        raise Invalid("contains half of a surrogate pair, which is not valid text") from None
    return text


def _decoded(data: bytes) -> str:
    try:
        return data.decode()
    except UnicodeDecodeError:
        raise Invalid(f"contains {len(data)} bytes that are not text") from None
