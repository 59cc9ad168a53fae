"""Pages of lists: where one starts, how long it is, and the cursor that leads to the next."""

from __future__ import annotations

import base64
import binascii
from dataclasses import dataclass

from service.errors import Invalid

MAX_PAGE = 1000


@dataclass(frozen=True, slots=True)
class Page:
    """A part of a list ordered by a text key: what comes after ``after``, ``limit`` items at the most."""

    after: str = ""
    limit: int = 100

    @property
    def size(self) -> int:
        """How many rows to read: one more than the page holds, to see whether another page follows."""
        return self.limit + 1


def cursor_of(key: str) -> str:
    """The opaque cursor for what comes after this key."""
    return base64.urlsafe_b64encode(key.encode()).decode().rstrip("=")


def key_of(cursor: str) -> str:
    """The key inside a cursor; raises Invalid for one that this service did not give."""
    try:
        padded = cursor + "=" * (-len(cursor) % 4)
        key = base64.b64decode(padded.encode("ascii"), altchars=b"-_", validate=True).decode()
    except (ValueError, binascii.Error):
        key = "\0"
    if "\0" in key:
        raise Invalid("the cursor is not one this service gave; start again without a cursor")
    return key
