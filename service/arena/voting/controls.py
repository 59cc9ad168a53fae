"""Gold pairs and repeats as they are dealt: by chance, in the place of a drawn pair.

Nothing tells them from other matchups before the vote: they are stored, sent and answered in the same way.
Most requests cost one random number more. Only those that are to get one ask the database.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from service.arena.voting.secure_random import SecureRandom
from service.db.engine import ReadSession
from service.db.queries import matchups
from service.db.queries.gold import pairs
from service.domain.assigning import ordered
from service.domain.controls.dealing import MIN_REPEATABLE, REPEAT_AFTER, Controls, GoldPair
from service.domain.matchups import NO_REPEAT
from service.domain.pools import DrawnPair

_RANDOM = SecureRandom()
# So many are looked at for a voter: what a voter has seen of more would take milliseconds to read.
_MOST_GOLD, _MOST_REPEATABLE = 8, 100
_HALF = 0.5


class Control(NamedTuple):
    """A pair to deal, the boxes of its images, and the id of the gold pair that it is, None for a repeat."""

    pair: DrawnPair
    boxes: Mapping[int, str]
    gold: int | None = None


def deal_control(
    session: ReadSession, voter: int, arena_id: int, controls: Controls, now: int
) -> Control | None:
    """Return what a voter gets in the place of a drawn pair, None for nothing."""
    kind = controls.choose(_RANDOM)
    if kind is None:
        return None
    if kind == "gold":
        return _gold(session, voter, controls, now)
    return _repeat(session, voter, arena_id, controls, now)


def _gold(session: ReadSession, voter: int, controls: Controls, now: int) -> Control | None:
    some = _RANDOM.sample(controls.gold, min(_MOST_GOLD, len(controls.gold)))
    earlier = matchups.assigned(session, {(voter, pair.prompt_id) for pair in some}, now - NO_REPEAT)
    seen = {(one.prompt_id, one.pair) for one in earlier}
    new = [pair for pair in some if (pair.prompt_id, ordered(pair.model_good, pair.model_broken)) not in seen]
    return _dealt(_RANDOM.choice(new), 1 / len(new)) if new else None


def _dealt(pair: GoldPair, probability: float) -> Control:
    good, broken = (pair.image_good, pair.model_good), (pair.image_broken, pair.model_broken)
    left, right = (good, broken) if _RANDOM.random() < _HALF else (broken, good)
    drawn = DrawnPair(pair.prompt_id, left[0], right[0], left[1], right[1], probability)
    return Control(drawn, {pair.image_good: pair.box_good, pair.image_broken: pair.box_broken}, pair.id)


def _repeat(session: ReadSession, voter: int, arena_id: int, controls: Controls, now: int) -> Control | None:
    judged = pairs.repeatable(
        session, voter, arena_id, since=now - NO_REPEAT, before=now - REPEAT_AFTER, most=_MOST_REPEATABLE
    )
    fitting = [one for one in judged if one.category_id in controls.categories]
    if len(fitting) < MIN_REPEATABLE:
        return None
    one = _RANDOM.choice(fitting)
    # The sides are swapped: voters who answer by the side contradict themselves.
    sides = (one.image_right, one.image_left, one.model_right, one.model_left)
    drawn = DrawnPair(one.prompt_id, *sides, 1 / len(fitting))
    return Control(drawn, {one.image_left: one.box_left, one.image_right: one.box_right})
