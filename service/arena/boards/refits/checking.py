"""Stored refits checked: the positions of all of them, and the newest one computed again."""

from __future__ import annotations

from service.arena.boards.refits import reading
from service.arena.boards.refits.computing import fitted, planned
from service.arena.boards.refits.positions import refit_position
from service.arena.boards.refits.refit import Refit, decode
from service.arena.findings import Finding, ids
from service.arena.progress import Progress, silent
from service.db.engine import ReadSession
from service.db.queries import arenas, ratings
from service.db.queries.log import refits
from service.domain.arenas import Arena

TOLERANCE = 0.002
"""By how many points two processors may differ: each rounds to three decimals."""


def of_refits(session: ReadSession) -> list[Finding]:
    """Return whether all stored refits are at positions that the rule names; nothing is computed."""
    wrong, count = [], 0
    for arena in arenas.every(session):
        stored = refits.positions(session, arena.id)
        count += len(stored)
        if misplaced := _misplaced(session, arena, stored):
            wrong.append(f"those of {arena.slug} at {ids(misplaced)} belong to no position of its log")
    advice = "; `arena recount` deletes them, and they are computed again"
    return [
        Finding("refits", well=not wrong, detail="; ".join(wrong) + advice if wrong else f"{count} stored")
    ]


def differences(session: ReadSession, arena: Arena, progress: Progress = silent) -> int:
    """Return how many stored refits are wrong: at a position of their own, or the newest with other ratings.

    The older ones are not computed again, which would take seconds for each.
    """
    stored = refits.positions(session, arena.id)
    misplaced = _misplaced(session, arena, stored)
    newest = refits.newest(session, arena.id, arena.last_position)
    body = newest and refits.body(session, newest)
    if newest is None or body is None or newest.position in misplaced:
        return len(misplaced)
    progress(f"refitting {arena.slug}", 0, 1)
    votes = reading.read_log_arrays(session, arena, newest.position)
    again = fitted(planned(session, arena, newest.position), votes)
    progress(f"refitting {arena.slug}", 1, 1)
    return len(misplaced) + (not _agree(decode(arena.id, newest.position, body), again))


def _misplaced(session: ReadSession, arena: Arena, stored: list[int]) -> list[int]:
    days = [position for _, position in ratings.checkpoints_of(session, arena.id)]
    return [p for p in stored if p > arena.last_position or refit_position(p, days) != p]


def _agree(stored: Refit, again: Refit) -> bool:
    if stored.left_out != again.left_out or stored.likely.keys() != again.likely.keys():
        return False
    if stored.spread.keys() != again.spread.keys():
        return False
    return all(
        known.ratios.keys() == again.spread[axis].ratios.keys()
        and all(abs(a - again.spread[axis].ratios[model]) <= TOLERANCE for model, a in known.ratios.items())
        for axis, known in stored.spread.items()
    ) and all(
        known.keys() == again.likely[axis].keys()
        and all(
            abs(a - b) <= TOLERANCE
            for model, one in known.items()
            for a, b in zip(one, again.likely[axis][model], strict=True)
        )
        for axis, known in stored.likely.items()
    )
