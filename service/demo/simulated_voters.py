"""A simulated crowd: who saw which pair when, and what they said.

Each look at an image is its liking and chance, as the rating model assumes; so the demo's boards converge as
those of people would, and can be told apart from them only by what they are marked as.
"""

from __future__ import annotations

import math
import random
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations

from service.demo.makers import MAKERS, Maker
from service.demo.works import DemoPrompt
from service.domain import clock
from service.domain.votes import Outcome

DAYS = 60
VOTERS = 140

Pair = tuple[str, str]
Look = tuple[int, int, Pair]

_MAKERS = {maker.slug: maker for maker in MAKERS}

# The newest vote is an hour and a half old: nobody's, and nobody's to undo.
_LAST = 0.999

# So often another pair is looked for that a voter has not seen.
_PATIENCE = 50

# Looks that differ by less are a tie, and two that are both worse than this are both bad.
_ALIKE = 0.16
_BAD = -1.05
_FASTEST, _SLOWEST = 900, 60_000  # milliseconds


@dataclass(frozen=True, slots=True)
class SimulatedVote:
    """A simulated vote: of which voter, on which work by which two models, when, and how long it took.

    ``work`` is an index; ``probability`` that with which this pair was chosen.
    """

    voter: int
    work: int
    left: Maker
    right: Maker
    outcome: Outcome
    voted_at: int
    response_ms: int
    probability: float


def simulated_votes(works: Sequence[DemoPrompt], count: int, now: int, seed: int = 1) -> list[SimulatedVote]:
    """So many votes on the works over the days before now, oldest first; the same for the same seed.

    No voter sees a pair for a work twice, as long as there are others.
    """
    chance = random.Random(seed)  # noqa: S311 - a simulation shall repeat
    moments = sorted(_moment(chance) for _ in range(count))
    seen: set[Look] = set()
    casts = [_cast(chance, works, part, now, seen) for part in moments]
    return sorted(casts, key=lambda cast: cast.voted_at)


def _moment(chance: random.Random) -> float:
    """Return a part of the time, from 0 to 1: more and more people come."""
    return math.pow(chance.random(), 0.8) * _LAST


def _cast(
    chance: random.Random, works: Sequence[DemoPrompt], part: float, now: int, seen: set[Look]
) -> SimulatedVote:
    out = [maker.slug for maker in MAKERS if maker.age >= DAYS * (1 - part)]
    pairs = list(combinations(out, 2))
    look = _unseen(chance, len(works), pairs, seen)
    seen.add(look)
    voter, work, pair = look
    left, right = (_MAKERS[slug] for slug in chance.sample(pair, 2))
    return SimulatedVote(
        voter,
        work,
        left,
        right,
        _said(chance, works[work], left, right, part),
        now - round((1 - part) * DAYS * clock.DAY) - chance.randrange(clock.SECOND),
        min(max(round(chance.lognormvariate(8.4, 0.5)), _FASTEST), _SLOWEST),
        1 / len(pairs),
    )


def _unseen(chance: random.Random, works: int, pairs: Sequence[Pair], seen: set[Look]) -> Look:
    """Return who looks at which work by which pair.

    Not again at what they have seen, if there is anything else.
    """
    for _ in range(_PATIENCE):
        look = _look(chance, works, pairs)
        if look not in seen:
            return look
    return _look(chance, works, pairs)


def _look(chance: random.Random, works: int, pairs: Sequence[Pair]) -> Look:
    # The keenest voters cast most of the votes.
    return int(VOTERS * chance.random() ** 2), chance.randrange(works), chance.choice(pairs)


def _said(chance: random.Random, work: DemoPrompt, left: Maker, right: Maker, part: float) -> Outcome:
    a, b = (maker.liking(work.theme, work.language, part) + chance.gauss(0, 1) for maker in (left, right))
    if max(a, b) < _BAD:
        return Outcome.BOTH_BAD
    if abs(a - b) < _ALIKE:
        return Outcome.TIE
    return Outcome.LEFT if a > b else Outcome.RIGHT
