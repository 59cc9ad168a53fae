"""What all nouns of the catalog share: how one is found, how a list is cut into pages, how one is retired."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from service.domain import clock
from service.domain.paging import Page, cursor_of, key_of
from service.domain.slugs import MAX_SLUG, is_slug
from service.errors import Conflict, Invalid, NotFound

# The databases' ids are 32-bit; a larger number cannot be one, and PostgreSQL would not even compare it.
MAX_ID = 2**31 - 1

T = TypeVar("T")
Row = TypeVar("Row")


@dataclass(frozen=True, slots=True)
class Listing(Generic[T]):
    """A page of a list, and the cursor to the next one, None at the end."""

    items: list[T]
    next_cursor: str | None


def found(noun: str, slug: str, find: Callable[[str], T | None]) -> T:
    """What ``find`` finds for the slug. Raises NotFound; text that cannot be a slug is not looked for."""
    thing = find(slug) if is_slug(slug) else None
    if thing is None:
        raise NotFound(f"there is no {noun} {slug[:MAX_SLUG]!r}; GET /api/v1/{noun}s lists them")
    return thing


def found_id(noun: str, thing_id: int, find: Callable[[int], T | None]) -> T:
    """What ``find`` finds for the id. Raises NotFound; a number that cannot be an id is not looked for."""
    thing = find(thing_id) if 0 < thing_id <= MAX_ID else None
    if thing is None:
        raise NotFound(f"there is no {noun} of this number here")
    return thing


def check_free(noun: str, slug: str, taken: bool, retired: bool) -> None:  # noqa: FBT001 - two plain facts
    """Raise Conflict where the slug is taken, and say what to do instead."""
    if taken:
        again = "it is retired; bring it back with PATCH and" if retired else "change it with PATCH at"
        at = f"{{'retired': false}} at /api/v1/{noun}s/{slug}" if retired else f"/api/v1/{noun}s/{slug}"
        raise Conflict(f"there is already a {noun} {slug!r}; {again} {at}")


def listing(
    rows: Sequence[Row], page: Page, shape: Callable[[Row], T], key: Callable[[T], str]
) -> Listing[T]:
    """The page from rows that were read one more than it holds."""
    items = [shape(row) for row in rows[: page.limit]]
    more = len(rows) > page.limit
    return Listing(items, cursor_of(key(items[-1])) if more else None)


def page_of(cursor: str | None, limit: int) -> Page:
    """The page that a request asks for; raises Invalid for a cursor this service did not give."""
    return Page(key_of(cursor) if cursor else "", limit)


def after_id(page: Page) -> int:
    """The id that a page of a list ordered by ids starts after; raises Invalid for another list's cursor."""
    if not page.after:
        return 0
    if page.after.isascii() and page.after.isdigit() and len(page.after) <= len(str(MAX_ID)):
        return min(int(page.after), MAX_ID)
    raise Invalid("the cursor belongs to another list; start again without a cursor")


def retirement(retired: bool, retired_at: int | None) -> int | None:  # noqa: FBT001 - the column's meaning
    """The new time of retirement: kept where nothing changes, now where it begins, None where it ends."""
    if not retired:
        return None
    return clock.now() if retired_at is None else retired_at
