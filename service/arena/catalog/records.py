"""What all kinds of catalog records share: finding, creating and retiring one."""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol, TypeVar

from service.arena.recording.idempotency import Answer, Once, keep, replay
from service.db.catalog_revision import lock_catalog
from service.db.engine import WriteSession
from service.domain import clock
from service.domain.paging import MAX_ID
from service.domain.slugs import MAX_SLUG, check_slug, is_slug
from service.domain.texts.look_alikes import doubles
from service.errors import Conflict, FieldError, Invalid, NotFound

CREATED = 201

T = TypeVar("T")


class Retirable(Protocol):
    """A record with a time of retirement, None while it is in use."""

    @property
    def retired_at(self) -> int | None:
        """Microseconds since 1970."""


def get_by_slug(noun: str, slug: str, find: Callable[[str], T | None]) -> T:
    """Return the record that ``find`` returns for the slug. Raise NotFound.

    Text that cannot be a slug is not looked up.
    """
    record = find(slug) if is_slug(slug) else None
    if record is None:
        raise NotFound(f"there is no {noun} {slug[:MAX_SLUG]!r}; GET /api/v1/{noun}s lists them")
    return record


def get_by_id(noun: str, record_id: int, find: Callable[[int], T | None]) -> T:
    """Return the record that ``find`` returns for the id. Raise NotFound.

    A number that cannot be an id is not looked up.
    """
    record = find(record_id) if 0 < record_id <= MAX_ID else None
    if record is None:
        raise NotFound(f"there is no {noun} of this number here")
    return record


def slug_of(field: str, slug: str, what: str) -> str:
    """Return the slug itself; raise Invalid with the name of the field if it is not a slug."""
    try:
        return check_slug(slug, what)
    except Invalid as error:
        raise Invalid(error.detail, [FieldError(field, error.detail)]) from None


def check_new(noun: str, slug: str, find: Callable[[str], Retirable | None]) -> None:
    """Raise Invalid if the text is not a slug, and Conflict if it, or one that looks like it, is taken."""
    known = find(slug_of("slug", slug, f"this {noun}"))
    for double in doubles(slug):
        if find(double) is not None:
            raise Conflict(
                f"{slug!r} looks like {double!r}, a {noun} that exists already; choose another slug"
            )
    if known is not None:
        change = f"PATCH /api/v1/{noun}s/{slug}"
        if known.retired_at is None:
            raise Conflict(f"{noun} {slug!r} exists already; it is changed by {change}")
        raise Conflict(
            f'{noun} {slug!r} exists already and is retired; {change} with {{"retired": false}} restores it'
        )


def create_once(session: WriteSession, once: Once | None, make: Callable[[WriteSession], bytes]) -> Answer:
    """Return the result of ``make`` as the answer to a creation, or the first answer to a known key.

    Raise IdempotencyMismatch if the key was used for another request.
    """
    if once is None:
        return Answer(CREATED, make(session))
    # Two requests with the same key wait for each other here, so that the second gets the first answer.
    lock_catalog(session)
    known = replay(session, once)
    if known is not None:
        return known
    answer = Answer(CREATED, make(session))
    keep(session, once, answer)
    return answer


def retirement(retired: bool, retired_at: int | None) -> int | None:  # noqa: FBT001 - the column's meaning
    """Return the new time of retirement: the old one if it goes on, now if it begins, None if it ends."""
    if not retired:
        return None
    return clock.now() if retired_at is None else retired_at
