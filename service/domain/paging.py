"""Pages of lists: where a page starts, how long it is, and the cursor to the next one."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from service.domain.texts.digits import number_of
from service.errors import FieldError, Invalid

MAX_PAGE = 1000
# Ids are 32-bit numbers. PostgreSQL refuses to compare them with larger ones.
MAX_ID = 2**31 - 1

T = TypeVar("T")
Row = TypeVar("Row")


@dataclass(frozen=True, slots=True)
class Page:
    """A part of a list that is ordered by a text key: up to ``limit`` items after the key ``after``."""

    after: str = ""
    limit: int = 100

    @property
    def size(self) -> int:
        """Return how many rows to read: one more than the page holds, to see whether another page follows."""
        return self.limit + 1


def cursor_of(key: str) -> str:
    """Return the opaque cursor to the page after this key."""
    return base64.urlsafe_b64encode(key.encode()).decode().rstrip("=")


def key_of(cursor: str) -> str:
    """Return the key inside a cursor. Raise Invalid for a cursor that this service did not make."""
    try:
        padded = cursor + "=" * (-len(cursor) % 4)
        key = base64.b64decode(padded.encode("ascii"), altchars=b"-_", validate=True).decode()
    except (ValueError, binascii.Error):
        key = "\0"
    if "\0" in key:
        detail = "is not valid; start again without a cursor"
        raise Invalid(f"the cursor {detail}", [FieldError("cursor", detail)])
    return key


@dataclass(frozen=True, slots=True)
class Listing(Generic[T]):
    """A page of a list, and the cursor to the next page, or None at the end."""

    items: list[T]
    next_cursor: str | None


def listing(
    rows: Sequence[Row], page: Page, shape: Callable[[Row], T], key: Callable[[T], str]
) -> Listing[T]:
    """Return a page from up to ``page.size`` rows."""
    items = [shape(row) for row in rows[: page.limit]]
    more = len(rows) > page.limit
    return Listing(items, cursor_of(key(items[-1])) if more else None)


def page_of(cursor: str | None, limit: int) -> Page:
    """Return the page that a request asks for. Raise Invalid for a cursor that this service did not make."""
    return Page(key_of(cursor) if cursor else "", limit)


def after_id(page: Page) -> int:
    """Return the id after which a page starts, in a list that is ordered by id.

    Raise Invalid for another list's cursor.
    """
    if not page.after:
        return 0
    number = number_of(page.after, MAX_ID)
    if number is None:
        raise Invalid("the cursor belongs to another list; start again without a cursor")
    return number
