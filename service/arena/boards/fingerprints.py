"""The fingerprints of leaderboards: what their prompts, their question and their method are, in short.

The sets of prompts are kept by prompt category, so that a leaderboard costs no more with many prompts. A
prompt is never changed or deleted. Prompts that come with votes are added in the order of their ids, under
the lock of the arena's log; all others change the catalog's revision.
"""

from __future__ import annotations

import threading
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from service.arena.catalog import arenas
from service.arena.lru import LruCache
from service.db import catalog_revision
from service.db.engine import ReadSession
from service.db.queries import prompt_categories, prompts
from service.db.queries.prompts import DigestRow
from service.domain.arenas import Arena
from service.domain.questions.fingerprints import PromptSet, fingerprint

_MOST_ARENAS = 1_000


@dataclass(slots=True)
class _Known:
    """The prompts of an arena up to an id, by prompt category, as of a revision of the catalog."""

    revision: int
    last: int = 0
    sets: dict[int, PromptSet] = field(default_factory=dict)

    def add(self, rows: Iterable[DigestRow]) -> None:
        for row in rows:
            self.sets[row.stratum_id] = self.sets.get(row.stratum_id, PromptSet()).plus(row.digest)
            self.last = row.id


class PromptSets:
    """The sets of prompts that a process keeps."""

    def __init__(self) -> None:
        self._known: LruCache[int, _Known] = LruCache(_MOST_ARENAS)
        self._lock = threading.Lock()  # readers have threads of their own

    def fingerprints(
        self, session: ReadSession, arena: Arena, axis_ids: Iterable[int], until: int | None = None
    ) -> dict[int, str | None]:
        """Return the fingerprints of leaderboards by axis id, now or as of a time.

        None where the axis has no prompts.
        """
        sets = self._now(session, arena) if until is None else _then(session, arena, until)
        method, on_axis = arenas.method_version(arena), dict.fromkeys(axis_ids, PromptSet())
        for category, axes in prompt_categories.axes_of(session, sets).items():
            for i in on_axis.keys() & axes:
                on_axis[i] = on_axis[i].joined(sets[category])
        return {i: fingerprint(arena.task, method, one) for i, one in on_axis.items()}

    def _now(self, session: ReadSession, arena: Arena) -> Mapping[int, PromptSet]:
        revision = catalog_revision.revision(session)
        with self._lock:
            known = self._known.get(arena.id)
        # What is kept is never changed, because others may be reading it.
        new = _Known(revision)
        if known is not None and known.revision == revision:
            new.last, new.sets = known.last, dict(known.sets)
        new.add(prompts.digests(session, arena.id, after=new.last))
        with self._lock:
            self._known.put(arena.id, new)
        return new.sets


def _then(session: ReadSession, arena: Arena, until: int) -> Mapping[int, PromptSet]:
    known = _Known(0)
    known.add(prompts.digests(session, arena.id, until=until))
    return known.sets
