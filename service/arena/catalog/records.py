"""What all nouns of the catalog share: how one is found, how a list is cut into pages, how one is retired."""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol, TypeVar

from service.arena.recording.idempotency import Answer, Once, keep, replay
from service.db.catalog_revision import lock_catalog
from service.db.engine import WriteSession
from service.domain import clock
from service.domain.paging import MAX_ID
from service.domain.slugs import MAX_SLUG, check_slug, is_slug
from service.errors import Conflict, FieldError, Invalid, NotFound

CREATED = 201

T = TypeVar("T")


class Retirable(Protocol):
    """What has a time of retirement, None while it is in use."""

    @property
    def retired_at(self) -> int | None:
        """Microseconds since 1970."""


def found(noun: str, slug: str, find: Callable[[str], T | None]) -> T:
    """Return what ``find`` finds for the slug.

    Raise NotFound; text that cannot be a slug is not looked for.
    """
    thing = find(slug) if is_slug(slug) else None
    if thing is None:
        raise NotFound(f"there is no {noun} {slug[:MAX_SLUG]!r}; GET /api/v1/{noun}s lists them")
    return thing


def found_id(noun: str, thing_id: int, find: Callable[[int], T | None]) -> T:
    """Return what ``find`` finds for the id.

    Raise NotFound; a number that cannot be an id is not looked for.
    """
    thing = find(thing_id) if 0 < thing_id <= MAX_ID else None
    if thing is None:
        raise NotFound(f"there is no {noun} of this number here")
    return thing


def slug_of(field: str, slug: str, what: str) -> str:
    """Return the slug itself; raise Invalid, naming the field, where it is not one."""
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


def retirement(retired: bool, retired_at: int | None) -> int | None:  # noqa: FBT001 - the column's meaning
    """The new time of retirement: kept where nothing changes, now where it begins, None where it ends."""
    if not retired:
        return None
    return clock.now() if retired_at is None else retired_at
