"""What all nouns of the catalog share: how one is found, how a list is cut into pages, how one is retired."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Generic, Protocol, TypeVar

from service.arena.recording.idempotency import Answer, Once, keep, replay
from service.db.catalog_revision import lock_catalog
from service.db.engine import WriteSession
from service.domain import clock
from service.domain.paging import Page, cursor_of, key_of
from service.domain.slugs import MAX_SLUG, check_slug, is_slug
from service.errors import Conflict, FieldError, Invalid, NotFound

# The databases' ids are 32-bit; a larger number cannot be one, and PostgreSQL would not even compare it.
MAX_ID = 2**31 - 1
CREATED = 201

T = TypeVar("T")
Row = TypeVar("Row")


class Retirable(Protocol):
    """What has a time of retirement, None while it is in use."""

    @property
    def retired_at(self) -> int | None:
        """Microseconds since 1970."""


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


def slug_of(field: str, slug: str, what: str) -> str:
    """The slug itself; raises Invalid, naming the field, where it is not one."""
    try:
        return check_slug(slug, what)
    except Invalid as error:
        raise Invalid(error.detail, [FieldError(field, error.detail)]) from None


def check_new(noun: str, slug: str, find: Callable[[str], Retirable | None]) -> None:
    """Raise Invalid for what is no slug and Conflict for one that is taken, and say what to do instead."""
    known = find(slug_of("slug", slug, f"this {noun}"))
    if known is not None:
        retired = "" if known.retired_at is None else 'is retired and comes back with {"retired": false}; it '
        raise Conflict(
            f"{noun} {slug!r} exists already; it {retired}is changed by PATCH /api/v1/{noun}s/{slug}"
        )


def create_once(session: WriteSession, once: Once | None, make: Callable[[WriteSession], bytes]) -> Answer:
    """What ``make`` gives as the answer to a creation; for an idempotency key seen before, the first answer.

    Raises IdempotencyMismatch where the key was used for another request.
    """
    if once is None:
        return Answer(CREATED, make(session))
    # Two requests with the same key wait for each other here, so that the second finds the first's answer.
    lock_catalog(session)
    known = replay(session, once)
    if known is not None:
        return known
    answer = Answer(CREATED, make(session))
    keep(session, once, answer)
    return answer


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
