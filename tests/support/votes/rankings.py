"""Logs with rankings among the votes on pairs."""

from __future__ import annotations

import random
from collections.abc import Sequence

from service.domain import clock
from service.domain.axes import PromptCategory
from service.domain.rankings import ranking_of
from service.domain.votes import Ballot
from tests.support.votes.arenas import DAY, MODELS, ballots
from tests.support.votes.ledgers import STRATA


def ranked(
    models: Sequence[str], ranks: Sequence[float] | None = None, *, day: int = 0, stratum: int = 3
) -> Ballot:
    """Return a vote that ranks models of these slugs, by default in their order."""
    one = ranking_of(models, range(len(models)) if ranks is None else ranks)
    voted_at = (DAY + day) * clock.DAY
    category: PromptCategory = STRATA[stratum]
    ends = one.models[0], one.models[-1]
    return Ballot(*ends, one.outcome, category, voted_at=voted_at, ranking=(one.models, one.ranks))


def mixed(count: int, days: int = 4, seed: int = 1) -> list[Ballot]:
    """Return random votes on the models ``m0``, ``m1`` …, over days in order; every third is a ranking."""
    picked = random.Random(seed)
    votes = ballots(count, seed, days)
    for i in range(0, count, 3):
        size = picked.randrange(3, MODELS)
        names = [f"m{model}" for model in picked.sample(range(MODELS), size)]
        one = ranked(names, [picked.randrange(size) for _ in names])
        votes[i] = one._replace(category=votes[i].category, voted_at=votes[i].voted_at)
    return votes
