"""What folds have changed, stored by the owner of the arenas' leases in one statement.

PostgreSQL only. The statement is a transaction of its own. It finds out whether the lease and each arena are
what the fold believes, and stores everything of an arena or nothing. So no lock ever waits for the process
that folds.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from itertools import chain
from typing import NamedTuple

from service.db.bulk import Insert, Rows, named, values_of
from service.db.direct import DirectStatement
from service.db.engine import WriteSession
from service.db.queries.arenas import ADVANCE_FROM, STATE, STATE_KINDS, state_of
from service.db.queries.live.leases import HOLD, UNLOCKED
from service.db.schema_versions import READY, RefusedError, ready
from service.domain.arenas import Arena


class Part(NamedTuple):
    """What a fold has changed of an arena, with the epoch of the lease.

    The arena's revision must still be ``before``. ``rows`` are of the same tables in all parts.
    """

    epoch: int
    arena: Arena
    before: int
    rows: Sequence[Rows]


class Outcome(NamedTuple):
    """The arenas whose leases hold, and those of which all was stored."""

    held: frozenset[int]
    stored: frozenset[int]


class _Stored(NamedTuple):
    """What the statement returns, as in `Outcome`."""

    ready: int
    held: list[int]
    stored: list[int]


def store(session: WriteSession, worker: int, parts: Sequence[Part]) -> Outcome:
    """Store parts of different arenas whose leases a worker holds.

    One part alone waits for the process that has its lease locked, such as an import. One of several is left
    out, as if its lease did not hold, so that the others need not wait.
    """
    together = [
        (tables[0][0], list(chain.from_iterable(rows for _, rows in tables)))
        for tables in zip(*(part.rows for part in parts), strict=True)
    ]
    filled = [one for one in together if one[1]]
    statement = _statement(tuple(insert for insert, _ in filled), waits=len(parts) == 1)
    states = [state_of(part.arena) for part in parts]
    values: dict[str, object] = {name: [state[name] for state in states] for name in ("id", *STATE)}
    values |= {"epoch": [part.epoch for part in parts], "before": [part.before for part in parts]}
    values |= {**values_of(filled), "worker": worker, **ready()}
    [[is_ready, held, stored]] = statement(session, values)
    if not is_ready:
        raise RefusedError
    return Outcome(frozenset(held), frozenset(stored))


_KINDS = {"id": "integer", "epoch": "bigint", "before": "bigint", **STATE_KINDS}
_ARRAYS = ", ".join(f"CAST(:{name} AS {kind}[])" for name, kind in _KINDS.items())


@cache
def _statement(inserts: tuple[Insert, ...], *, waits: bool) -> DirectStatement[_Stored]:
    rows = named(inserts, "arena_id IN (SELECT id FROM advanced)")
    free = "" if waits else f"AND {UNLOCKED.format(which='arena_id = ANY(CAST(:id AS integer[]))')}"
    return DirectStatement(
        f"WITH ready AS ({READY}), part AS (SELECT * FROM unnest({_ARRAYS}) AS u({', '.join(_KINDS)})), "  # noqa: S608 - names only
        f"held AS ({HOLD.format(free=free)}), advanced AS ({ADVANCE_FROM}){', ' if rows else ''}{rows} "
        "SELECT (SELECT count(*) FROM ready), ARRAY(SELECT arena_id FROM held), "
        "ARRAY(SELECT id FROM advanced)",
        _Stored._make,
    )
