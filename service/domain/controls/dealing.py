"""Gold pairs and repeats: when one is dealt in the place of a drawn matchup, and what an answer tells.

A gold pair is a good image against one that is clearly broken. A repeat is a pair that the voter has judged
before, with the sides swapped. Votes on either never count.
"""

from __future__ import annotations

from dataclasses import dataclass
from random import Random
from typing import Literal, NamedTuple

from service.domain.matchups import UNDO
from service.domain.votes import Outcome

# In percent of the matchups. More of either would cost voters' time that the ranking needs.
GOLD_SHARE, MAX_GOLD_SHARE = 2, 5
REPEAT_SHARE, MAX_REPEAT_SHARE = 2, 3
# Anyone who remembers the answer agrees with a memory. And a vote that can still be undone is not judged yet.
REPEAT_AFTER = UNDO
# Of fewer, a voter would soon see each one again.
MIN_REPEATABLE = 10


class GoldPair(NamedTuple):
    """A gold pair that can be dealt: its prompt and that one's category, and both images."""

    id: int
    prompt_id: int
    category_id: int
    image_good: int
    model_good: int
    box_good: str
    image_broken: int
    model_broken: int
    box_broken: str


class ChosenPair(NamedTuple):
    """A gold pair as administrators see it; ``withdrawn`` if one of its images is no longer in use."""

    id: int
    prompt_id: int
    prompt: str
    image_good: int
    copy_good: bytes
    model_good: str
    image_broken: int
    copy_broken: bytes
    model_broken: str
    created_at: int
    retired_at: int | None
    withdrawn: bool


@dataclass(frozen=True, slots=True)
class Controls:
    """What may be dealt in the place of a drawn matchup, for one theme and language; shares in percent."""

    gold: tuple[GoldPair, ...] = ()
    gold_share: int = 0
    repeat_share: int = 0
    categories: frozenset[int] = frozenset()

    def choose(self, random: Random) -> Literal["gold", "repeat"] | None:
        """Return what is to be dealt now, None for a drawn matchup. Takes about a microsecond."""
        at = 100 * random.random()
        if at < self.gold_share:
            return "gold" if self.gold else None
        return "repeat" if at < self.gold_share + self.repeat_share else None


def is_right(outcome: int, *, good_left: bool) -> bool:
    """Return whether an answer to a gold pair is the good image."""
    return outcome == (Outcome.LEFT if good_left else Outcome.RIGHT)


def is_same(first: int, again: int, *, swapped: bool) -> bool:
    """Return whether a voter said the same of two images twice, the second time with swapped sides or not."""
    return again == (Outcome(first).mirrored if swapped else first)
