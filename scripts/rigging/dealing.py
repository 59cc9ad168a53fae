"""Dealing as the product deals: its own pool, its own odds, renewed as votes come in."""

from __future__ import annotations

from array import array
from random import Random

import numpy as np

from service.domain.assigning import Met, ordered
from service.domain.axes import OVERALL, PromptCategory
from service.domain.pools import Contestant, DrawnPair, ImageColumns, MatchupPool, Sampler
from service.domain.votes import Outcome
from service.rating.detectors.columns import DealtVotes, VoteTuple, dealt_votes

PROMPTS = 300
# Servers renew the odds up to twice a second; here it is after so many votes, or this share of all votes.
_RENEWED, _SHARE = 50, 0.02


class Dealer:
    """Deals matchups of an arena in which every model has an image for every prompt, and keeps its log."""

    def __init__(self, models: int, random: Random) -> None:
        self.random = random
        self.rows: list[VoteTuple] = []
        self._met: dict[tuple[int, int], Met] = {}
        self._pool = _pool(models)
        self._sampler = Sampler(self._pool, self._pool.categories_of(OVERALL), {}, "informative")
        self._renewed = 0

    def deal(self) -> DrawnPair:
        """Return the next matchup."""
        drawn = self._sampler.draw(self.random)
        if drawn is None:
            raise RuntimeError("the pool has no pair")
        return drawn

    def record(
        self, pair: DrawnPair, outcome: Outcome, who: tuple[int, int], *, at: int, milliseconds: int
    ) -> None:
        """Add a vote of a voter from a network to the log."""
        sides = (pair.model_left, pair.model_right)
        images = (pair.image_left, pair.image_right)
        place = (len(self.rows) + 1, at, *who)
        self.rows.append((*place, *sides, int(outcome), 0, pair.probability, milliseconds, *images))
        key = ordered(*sides)
        won = {Outcome.LEFT: sides[0], Outcome.RIGHT: sides[1]}.get(outcome)
        times, points = self._met.get(key, (0.0, 0.0))
        self._met[key] = Met(times + 1, points + (0.5 if won is None else float(won == key[0])))
        if len(self.rows) - self._renewed >= max(_RENEWED, _SHARE * len(self.rows)):
            self._renewed = len(self.rows)
            every = self._pool.categories_of(OVERALL)
            self._sampler = Sampler(self._pool, every, self._met, "informative", earlier=self._sampler)

    def votes(self) -> DealtVotes:
        """Return the log in the order of time, with positions to match."""
        log = dealt_votes(self.rows)
        log = log.where(np.argsort(log.voted_at, kind="stable"))
        return log._replace(position=np.arange(1, log.size + 1))


def _pool(models: int) -> MatchupPool:
    ids = range(1, models + 1)
    images = {
        (model, 1): ImageColumns(
            array("i", range(1, PROMPTS + 1)),
            array("i", range((model - 1) * PROMPTS + 1, model * PROMPTS + 1)),
        )
        for model in ids
    }
    known = {model: Contestant(str(model), str(model), None, None, retired=False) for model in ids}
    return MatchupPool({1: PromptCategory()}, known, images, models * PROMPTS)
