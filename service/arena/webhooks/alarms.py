"""Notices of what is wrong: flags of the integrity scans, models that drifted, backups that failed."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date
from itertools import groupby
from pathlib import Path

from service.arena.backups import last
from service.arena.boards.refits.kept import Refits
from service.arena.boards.refits.refit import Refit
from service.arena.boards.standings import standing
from service.arena.integrity import flags as integrity
from service.arena.integrity.flags import Flag
from service.arena.webhooks import drifting
from service.arena.webhooks.changes import at_board
from service.arena.webhooks.drifting import DayRating, Drifted
from service.arena.webhooks.notices import Kind, Notice
from service.db.engine import ReadSession
from service.db.queries import arenas, models, prompt_categories, ratings
from service.db.queries.log import flags
from service.db.queries.webhooks import notices
from service.domain import clock
from service.domain.arenas import Arena
from service.domain.axes import OVERALL
from service.domain.ratings import score


def of_flags(session: ReadSession, since: int) -> list[Notice]:
    """Return the notices of the flags that changed since a moment and want a decision, or hold votes."""
    known = {arena.id: arena for arena in arenas.every(session)}
    changed = [integrity.flag_of(row) for row in flags.changed_since(session, since)]
    return [
        _of_flag(session, flag, known[flag.arena_id])
        for flag in changed
        if flag.state != integrity.State.RELEASED
    ]


def _of_flag(session: ReadSession, flag: Flag, arena: Arena) -> Notice:
    """Return the notice of a flag. It names no voter and no network: those who decide look at the page."""
    data: dict[str, object] = {
        "arena": arena.slug,
        "flag": flag.id,
        "kind": flag.kind,
        "model": flag.evidence.get("model"),
        **_votes_of(session, flag, arena),
        "held": flag.held,
        "path": f"/admin/integrity/flags/{flag.id}",
    }
    reopened = bool(flag.evidence.get("reopened"))
    subject = (arena.slug, flag.id, flag.created_at, reopened)
    return Notice(Kind.INTEGRITY_FLAGGED, subject, data, flag.arena_id)


def _votes_of(session: ReadSession, flag: Flag, arena: Arena) -> dict[str, object]:
    """Return how many votes a flag is about and where they are. Votes that are not published do not count."""
    if not arena.publish_after:
        return {
            "votes": flag.votes,
            "first_position": flag.first_position,
            "last_position": flag.last_position,
        }
    shown = [one for one in integrity.positions(session, flag.id) if one <= arena.last_position]
    return {
        "votes": len(shown),
        "first_position": min(shown, default=None),
        "last_position": max(shown, default=None),
    }


def of_drift(session: ReadSession, arena_id: int, refits: Refits) -> list[Notice]:
    """Return the notices of an arena's models that drifted since their votes began, or their last alarm."""
    arena = arenas.of_id(session, arena_id)
    axis_id = None if arena is None else prompt_categories.find_axis(session, arena_id, OVERALL)
    if arena is None or axis_id is None:
        return []
    refit = refits.newest(session, arena_id, arena.last_position)
    alarms = _last_alarms(session, arena_id)
    histories = dict(_histories(session, arena, axis_id))
    found: list[Notice] = []
    for model, days in histories.items():
        rest = [one for one in days if one.day >= alarms.get(model, 0)]
        alarm = drifting.drifted(rest, len(histories), tau=arena.tau, widening=_widening(refit, model))
        if alarm is not None:
            found.append(_of_drifted(session, arena, model, alarm, rest[-1]))
    return found


def _histories(session: ReadSession, arena: Arena, axis_id: int) -> Iterator[tuple[int, list[DayRating]]]:
    rows = ratings.history_of_axis(session, arena.id, axis_id)
    for model, group in groupby(rows, key=lambda row: row.model_id):
        yield (
            model,
            [DayRating(r.day, r.mu, r.variance, standing(arena, r, "").votes) for r in group],
        )


def _widening(refit: Refit | None, model: int) -> float:
    spread = refit.spread.get(OVERALL) if refit else None
    return spread.ratios.get(model, spread.usual) if spread else 1.0


def _last_alarms(session: ReadSession, arena_id: int) -> dict[int, int]:
    """Return the day of each model's last alarm."""
    known = notices.newest(session, [Kind.MODEL_DRIFTED], None, arena_id=arena_id)
    days = [(row.model_id, json.loads(row.body)["data"]["day"]) for row in known]
    last_days: dict[int, int] = {}
    for model_id, day in days:
        if model_id is not None:
            last_days[model_id] = max(clock.day_of(date.fromisoformat(day)), last_days.get(model_id, 0))
    return last_days


def _of_drifted(session: ReadSession, arena: Arena, model: int, alarm: Drifted, now: DayRating) -> Notice:
    row = models.of_ids(session, {model})[model]
    data = {
        **at_board(arena),
        "model": row.slug,
        "name": row.name,
        "since": clock.day_text(alarm.since.day),
        "day": clock.day_text(now.day),
        "before": _rating(alarm.since),
        "after": _rating(now),
    }
    return Notice(Kind.MODEL_DRIFTED, (arena.slug, model, now.day), data, arena.id, model)


def _rating(day: DayRating) -> dict[str, float]:
    sigma = day.variance**0.5
    return {"mu": day.mu, "sigma": sigma, "score": score(day.mu, sigma)}


def of_backups(data_dir: Path) -> list[Notice]:
    """Return the notice of the last backup from a data folder, if it failed or is too old."""
    failure = last.failure(data_dir)
    if failure is not None:
        data = {"at": clock.to_text(failure.at), "place": failure.place, "reason": failure.reason}
        return [Notice(Kind.BACKUP_FAILED, (failure.at, failure.place), data)]
    made = last.made_at(data_dir)
    if made is None or clock.now() - made <= last.OLD_DAYS * clock.DAY:
        return []
    reason = f"the last backup is more than {last.OLD_DAYS} days old"
    return [Notice(Kind.BACKUP_FAILED, (made,), {"at": clock.to_text(made), "place": None, "reason": reason})]
