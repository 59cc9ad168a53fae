"""Which blob store belongs to the database: found out once, and written down on both sides.

The store has a marker with an id, and the database knows that id. A store gets its marker while the database
names no blob yet, or if some of the blobs that the database names are in it. An empty or missing folder under
a database with images gets none, since it is not where the images are.
"""

from __future__ import annotations

import uuid
from collections.abc import Callable, Coroutine
from dataclasses import dataclass
from typing import Any, TypeVar

from service.blobs.protocol import MARKER, Blobs
from service.db.engine import Database, ReadSession
from service.db.queries.stores import markers, named
from service.db.queries.stores.markers import MarkerRow
from service.db.queries.stores.named import Named
from service.domain import clock
from service.errors import Damaged, Unavailable

T = TypeVar("T")

InTime = Callable[..., Coroutine[Any, Any, T]]
"""Runs a call to the store in a thread, with a deadline."""

# Of each kind of blob, the oldest and the newest: one that is there shows that the store is the right one.
_EACH = 4


@dataclass(frozen=True, slots=True)
class StoreState:
    """What the database and the store say of each other.

    ``row`` is the database's id for its store, ``found`` the id in the marker. ``names_blobs`` is whether the
    database names any blob, and ``has_some`` whether some of them are in the store.
    """

    place: str
    row: MarkerRow | None
    found: str | None
    names_blobs: bool
    has_some: bool

    @property
    def settled(self) -> bool:
        """Whether the database has seen the marker of its store, now or earlier."""
        return self.row is not None and self.row.marked_at is not None

    @property
    def may_be_claimed(self) -> bool:
        """Whether the store can become the database's own by itself."""
        if self.settled:
            return False
        ours = self.found is None or (self.row is not None and self.found == self.row.store_id)
        return self.has_some or (ours and not self.names_blobs)

    @property
    def problem(self) -> str:
        """Why the store cannot be used; "" if it can."""
        if self.row is not None and self.found == self.row.store_id:
            return ""
        if self.may_be_claimed:
            return ""
        if self.settled and self.row is not None:
            return problem(self.place, self.row.store_id, self.found)
        if self.found is not None:
            return of_another(self.place, self.found)
        return (
            f"the image store is away: {self.place} has no marker ({MARKER}) and none of the files that "
            "the database names. Mount the folder, or set ARENA_BLOBS_URL to where the images are"
        )


def problem(place: str, store_id: str | None, found: str | None) -> str:
    """Return what is wrong with a store that should have this id in its marker; "" if nothing is."""
    if found == store_id:
        return ""
    if found is not None:
        return of_another(place, found)
    return (
        f"the image store is away: {place} has no marker ({MARKER}). Mount the folder, or set "
        f"ARENA_BLOBS_URL to where the images are; if they are there, write {MARKER} with the line {store_id}"
    )


def of_another(place: str, found: str) -> str:
    """Return the error about a store that has another database's marker."""
    return (
        f"{place} is the image store of another database (its {MARKER} says {found}). Set ARENA_BLOBS_URL to "
        f"this database's own; if that database is gone, delete {MARKER} there"
    )


async def look(database: Database, blobs: Blobs, in_time: InTime[Any]) -> StoreState:
    """Return what the database and the store say of each other; change nothing. Raise Unavailable."""
    row = await database.read(markers.get)
    found = await in_time(blobs.marker)
    if row is not None and row.marked_at is not None:
        # The marker alone decides from now on, and looking for blobs would cost calls to the store.
        return StoreState(blobs.place, row, found, names_blobs=True, has_some=False)
    some = await database.read(_some)
    return StoreState(blobs.place, row, found, bool(some), await in_time(_has_any, blobs, some))


async def claim(database: Database, blobs: Blobs, in_time: InTime[Any]) -> str:
    """Return the id of the database's store; write the marker where the store may have one and lacks it.

    Raise Unavailable with what is wrong, and how to mend it, if the store is not the database's.
    """
    state = await look(database, blobs, in_time)
    if state.settled and state.row is not None:
        return state.row.store_id
    if state.problem:
        raise Unavailable(state.problem)
    # Adopt the marker that came with our own files; otherwise all processes agree on one id first.
    proposed = state.found if state.found is not None and state.has_some else uuid.uuid4().hex
    row = await database.write(markers.choose, proposed)
    if state.found is None:
        await in_time(blobs.mark, row.store_id)
    found = await in_time(blobs.marker)
    if found != row.store_id:
        raise Unavailable(problem(blobs.place, row.store_id, found))
    await database.write(markers.note_marked, clock.now())
    return row.store_id


def _some(session: ReadSession) -> list[Named]:
    return named.some(session, _EACH)


def _has_any(blobs: Blobs, some: list[Named]) -> bool:
    return any(_has(blobs, one) for one in some)


def _has(blobs: Blobs, one: Named) -> bool:
    try:
        blobs.get(one.kind, one.digest)
    except Damaged:
        return False
    return True
