"""What a fold has changed, stored by the owner of the arena's lease in one statement.

PostgreSQL only. The statement is a transaction of its own. It finds out whether the lease and the arena are
what the fold believes, and stores everything or nothing. So no lock ever waits for the process that folds.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

from sqlalchemy import TextClause, text

from service.db.bulk import Insert, Rows, named, values_of
from service.db.engine import WriteSession
from service.db.queries.arenas import ADVANCE_FROM, state_of
from service.db.queries.live.leases import HOLD
from service.db.schema_versions import READY, RefusedError, ready
from service.domain.arenas import Arena


def store(
    session: WriteSession, lease: tuple[int, int, int], arena: Arena, before: int, parts: Sequence[Rows]
) -> tuple[bool, bool]:
    """Store rows and the arena, if the lease holds and the arena's revision is still ``before``.

    The lease is given by arena, worker and epoch. Return whether it holds, and whether all was stored.
    """
    filled = [part for part in parts if part[1]]
    values = {**state_of(arena), "before": before, **values_of(filled), **ready()}
    values |= dict(zip(("arena", "worker", "epoch"), lease, strict=True))
    is_ready, held, stored = session.execute(_statement(tuple(insert for insert, _ in filled)), values).one()
    if not is_ready:
        raise RefusedError
    return held > 0, stored > 0


@cache
def _statement(inserts: tuple[Insert, ...]) -> TextClause:
    rows = named(inserts, "EXISTS (SELECT FROM advanced)")
    return text(
        f"WITH ready AS ({READY}), held AS ({HOLD.format(source='FROM ready')}), "  # noqa: S608 - names only
        f"advanced AS ({ADVANCE_FROM.format(source='FROM held')}){', ' if rows else ''}{rows} "
        "SELECT (SELECT count(*) FROM ready), (SELECT count(*) FROM held), (SELECT count(*) FROM advanced)"
    )
