"""What has changed on an arena's leaderboards since it was last announced, and what is news of it.

The memory of an axis has the leader that was announced last, and of each model the rank that was announced
last: at first the one with which it entered. A rank has changed once what is decided rules the announced
one out. So a rank that only wavers is no news, and neither is a leader who is decided again.
"""

from __future__ import annotations

import json
import zlib
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from service.arena.webhooks.board_states import AxisState, Place
from service.arena.webhooks.notices import Kind, Notice, axis_data
from service.domain.arenas import Arena
from service.domain.axes import Axis

Names = Mapping[int, tuple[str, str]]
"""The slug and the name of each model."""


@dataclass(slots=True)
class AxisMemory:
    """What was announced of an axis: the last leader, and the rank of each model."""

    leader: int | None = None
    ranks: dict[int, int] = field(default_factory=dict)


Memory = dict[int, AxisMemory]
"""What was announced of an arena, by axis."""


def encode(memory: Memory) -> bytes:
    """Return a memory as it is stored."""
    plain = {axis_id: [one.leader, list(one.ranks.items())] for axis_id, one in memory.items()}
    return zlib.compress(json.dumps(plain, separators=(",", ":")).encode())


def decode(body: bytes) -> Memory:
    """Return a stored memory; an empty body is one of nothing."""
    plain = json.loads(zlib.decompress(body)) if body else {}
    return {int(axis_id): AxisMemory(leader, dict(ranks)) for axis_id, (leader, ranks) in plain.items()}


@dataclass(frozen=True, slots=True)
class _Move:
    axis: Axis
    before: int
    place: Place


@dataclass(slots=True)
class Changes:
    """What is news of an arena: leaders by axis, and of each model where it is new and where it moved."""

    leaders: list[tuple[Axis, int, int | None]] = field(default_factory=list)
    entries: dict[int, list[tuple[Axis, Place]]] = field(default_factory=lambda: defaultdict(list))
    moves: dict[int, list[_Move]] = field(default_factory=lambda: defaultdict(list))


def compare(memory: Memory, states: Iterable[AxisState]) -> Changes:
    """Return what is news, and remember it."""
    changes = Changes()
    for state in states:
        known = memory.setdefault(state.axis_id, AxisMemory())
        for model, place in state.places.items():
            _compare_rank(changes, known, state.axis, model, place)
        if state.leader is not None and state.leader != known.leader:
            changes.leaders.append((state.axis, state.leader, known.leader))
            known.leader = state.leader
    return changes


def _compare_rank(changes: Changes, known: AxisMemory, axis: Axis, model: int, place: Place) -> None:
    before = known.ranks.get(model)
    if before is None:
        changes.entries[model].append((axis, place))
        known.ranks[model] = place.rank
    elif not place.low <= before <= place.high:
        # Where the order by score contradicts what is decided, the place that is decided counts.
        rank = min(max(place.rank, place.low), place.high)
        changes.moves[model].append(_Move(axis, before, place._replace(rank=rank)))
        known.ranks[model] = rank


class Compared(NamedTuple):
    """What was compared: an arena, with the version of what was said of it before, and the models' names.

    The version tells a change from the same change later.
    """

    arena: Arena
    version: int
    names: Names


def notices_of(compared: Compared, changes: Changes) -> list[Notice]:
    """Return the notices of these changes: entries first, then moves, then leaders."""
    made = [
        _of_model(compared, Kind.MODEL_RANKED, model, [_entry(*one) for one in entered])
        for model, entered in changes.entries.items()
    ]
    made += [
        _of_model(compared, Kind.RANK_CHANGED, model, list(map(_moved, moves)))
        for model, moves in changes.moves.items()
    ]
    return made + [_of_leader(compared, *one) for one in changes.leaders]


def _entry(axis: Axis, place: Place) -> dict[str, object]:
    return {**axis_data(axis), "rank": place.rank}


def _moved(move: _Move) -> dict[str, object]:
    rank, low, high = move.place
    return {**axis_data(move.axis), "before": move.before, "rank": rank, "rank_low": low, "rank_high": high}


def _of_model(compared: Compared, kind: Kind, model: int, axes: Sequence[Mapping[str, object]]) -> Notice:
    arena, version, names = compared
    slug, name = names[model]
    data = {**at_board(arena), "model": slug, "name": name, "axes": axes}
    return Notice(kind, (arena.slug, model, version), data, arena.id, model)


def _of_leader(compared: Compared, axis: Axis, model: int, before: int | None) -> Notice:
    arena, version, names = compared
    slug, name = names[model]
    previous = None if before is None else names.get(before, (None, None))[0]
    data = {**at_board(arena), "axis": axis_data(axis), "model": slug, "name": name, "previous": previous}
    subject = (arena.slug, axis.theme, axis.language, model, version)
    return Notice(Kind.LEADER_DECIDED, subject, data, arena.id, model)


def at_board(arena: Arena) -> dict[str, object]:
    """Return which board a notice is about; the same numbers give that board again with ``at=``."""
    return {"arena": arena.slug, "revision": arena.revision, "position": arena.last_position}
