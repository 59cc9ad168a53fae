"""Parts of a response: what the headers Range and If-Range ask for (RFC 9110, section 14)."""

from __future__ import annotations

import re

from starlette.types import Scope

from service.errors import RangeNotSatisfiable

_ONE_RANGE = re.compile(rb"\s*bytes\s*=\s*(\d{0,19})\s*-\s*(\d{0,19})\s*", re.IGNORECASE)


def header(scope: Scope, name: bytes) -> bytes:
    """Return a header of a request, joined if it has several lines; empty if it has none."""
    return b",".join(value for key, value in scope["headers"] if key == name)


def part_of(wanted: bytes, size: int) -> range | None:
    """Return the bytes that a Range header names, None if it asks for something to be ignored.

    That is a header that is not valid, another unit, or several ranges, for which the whole is the answer.
    Raise RangeNotSatisfiable for a range outside of the body.
    """
    match = _ONE_RANGE.fullmatch(wanted)
    if match is None or not (match[1] or match[2]):
        return None
    if not match[1]:
        start, stop = size - min(size, int(match[2])), size
    else:
        start, stop = int(match[1]), min(size, int(match[2]) + 1) if match[2] else size
        if match[2] and int(match[2]) < start:
            return None
    if start >= stop:
        raise RangeNotSatisfiable(size)
    return range(start, stop)


def asked_part(scope: Scope, etag: bytes, size: int) -> range | None:
    """Return the part of a body with an ETag that a request asks for, None if it is the whole.

    A range with an If-Range of another ETag, a weak one, or a date, is for a body that has changed. HEAD has
    no ranges.
    """
    wanted = header(scope, b"range")
    if not wanted or scope.get("head"):
        return None
    condition = header(scope, b"if-range").strip()
    return part_of(wanted, size) if not condition or condition == etag else None


def part_headers(part: range, size: int) -> list[tuple[bytes, bytes]]:
    """Return the headers that say which part of a body of this size follows."""
    return [
        (b"content-length", b"%d" % len(part)),
        (b"content-range", b"bytes %d-%d/%d" % (part.start, part.stop - 1, size)),
    ]
