"""Histories of simulated models that stay as they are, or of which the first one changes on a day."""

from __future__ import annotations

import random
from math import sqrt

from service.arena.webhooks.drifting import DayRating
from service.rating.fold import LEFT, RIGHT, TIE, fold
from service.rating.params import Params


def history_of(
    seed: int, *, models: int, days: int, votes_a_day: int, changed_on: int | None = None, by: float = 0.0
) -> list[list[DayRating]]:
    """Return the history of each model. Skills and outcomes are drawn as TrueSkill has them.

    A tenth of the votes are draws, as the default parameters say of equal models.
    """
    chance, params = random.Random(seed), Params()
    skills = [chance.gauss(params.mu, params.sigma / 2) for _ in range(models)]
    mu, variance = [params.mu] * models, [params.variance] * models
    wins, losses, ties, both_bad = ([0] * models for _ in range(4))
    histories: list[list[DayRating]] = [[] for _ in range(models)]
    for day in range(days):
        if day == changed_on:
            skills[0] += by
        pairs = [chance.sample(range(models), 2) for _ in range(votes_a_day)]
        said = []
        for left, right in pairs:
            gap = chance.gauss(skills[left] - skills[right], sqrt(2) * params.beta)
            said.append(TIE if abs(gap) <= params.margin else LEFT if gap > 0 else RIGHT)
        first, second = ([pair[side] for pair in pairs] for side in (0, 1))
        counts = wins, losses, ties, both_bad
        rules = params.two_beta2, params.tau2, params.margin, params.fold_both_bad
        fold(mu, variance, *counts, first, second, said, *rules)
        for model, history in enumerate(histories):
            votes = wins[model] + losses[model] + ties[model]
            history.append(DayRating(day, mu[model], variance[model], votes))
    return histories
