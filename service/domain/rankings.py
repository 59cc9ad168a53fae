"""Rankings: votes that put more than two models in an order, level ones side by side.

A ranking is one vote at one position of the log, with the outcome `RANKED`; its best model stands in the
log as the left one and its last as the right one. To the fold it is a chain of rows with that position, one
for each model and the next one, whose codes continue those of `Outcome`.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Mapping, Sequence
from itertools import combinations, pairwise
from math import comb
from typing import Generic, Literal, NamedTuple, TypeVar

from service.domain.votes import RANKED, Outcome
from service.errors import Invalid

ABOVE, LEVEL, LAST_ABOVE, LAST_LEVEL = 6, 7, 8, 9
"""How a model of a chain stands to the next one; the last two end the chain."""

FEWEST, MOST = 2, 32
"""How many models a ranking may have. One of two is an ordinary vote."""

Sizes = Mapping[int, int]
"""How many rankings there are, by the number of their models."""

Model = TypeVar("Model", bound=Hashable)
Other = TypeVar("Other", bound=Hashable)


class Link(NamedTuple):
    """A row of a chain: two neighbors of a ranking, and the code between them."""

    left: int
    right: int
    code: int


class Ranking(NamedTuple, Generic[Model]):
    """Models, best first, and their ranks: one more than the number of models above. Level ones share one."""

    models: tuple[Model, ...]
    ranks: tuple[int, ...]

    @property
    def outcome(self) -> Outcome | Literal[5]:
        """The outcome of the vote, with the first model on the left and the last on the right."""
        if len(self.models) > FEWEST:
            return RANKED
        return Outcome.TIE if self.ranks[0] == self.ranks[1] else Outcome.LEFT

    def named(self, names: Mapping[Model, Other]) -> Ranking[Other]:
        """Return the ranking with other names for its models."""
        return Ranking(tuple(names[model] for model in self.models), self.ranks)


def ranking_of(models: Sequence[Model], ranks: Sequence[float]) -> Ranking[Model]:
    """Return the ranking of models by ranks in any scale: lower is better, equal is level.

    Level models stay in their order. Raise Invalid.
    """
    if len(models) != len(ranks):
        raise Invalid(f"there are {len(models)} models and {len(ranks)} ranks; each model needs one")
    if not FEWEST <= len(models) <= MOST:
        raise Invalid(f"a ranking has from {FEWEST} to {MOST} models, not {len(models)}")
    if len(set(models)) < len(models):
        raise Invalid("a ranking names each model once")
    if any(rank != rank for rank in ranks):  # noqa: PLR0124 - not a number
        raise Invalid("ranks are numbers")
    return _in_order(models, ranks)


def _in_order(models: Sequence[Model], ranks: Sequence[float]) -> Ranking[Model]:
    order = sorted(range(len(models)), key=ranks.__getitem__)
    places: list[int] = []
    for place, i in enumerate(order):
        level = place > 0 and ranks[order[place - 1]] == ranks[i]
        places.append(places[-1] if level else place + 1)
    return Ranking(tuple(models[i] for i in order), tuple(places))


def chain(one: Ranking[int]) -> list[Link]:
    """Return the rows that the fold reads for a ranking of at least three models."""
    codes = [LEVEL if a == b else ABOVE for a, b in pairwise(one.ranks)]
    codes[-1] += LAST_ABOVE - ABOVE
    return [Link(a, b, code) for (a, b), code in zip(pairwise(one.models), codes, strict=True)]


def of_chain(links: Sequence[Sequence[int]]) -> Ranking[int]:
    """Return the ranking behind the rows of a chain, which begin like `Link`."""
    models, ranks = [links[0][0]], [1]
    for place, (_, right, code, *_) in enumerate(links, 2):
        models.append(right)
        ranks.append(ranks[-1] if code in {LEVEL, LAST_LEVEL} else place)
    return Ranking(tuple(models), tuple(ranks))


def comparisons(one: Ranking[Model]) -> Iterator[tuple[Model, Model, Outcome]]:
    """Yield every pair of a ranking, the one that stands first on the left, and how it came out."""
    for (a, rank_a), (b, rank_b) in combinations(zip(one.models, one.ranks, strict=True), 2):
        yield a, b, Outcome.TIE if rank_a == rank_b else Outcome.LEFT


def votes_of(sides: int, sizes: Sizes) -> int:
    """Return how many votes there are, given the sum of the models' votes and the rankings among them.

    A vote on a pair is one vote for each of two models, a ranking one for each of its models.
    """
    return (sides - sum((size - FEWEST) * total for size, total in sizes.items())) // FEWEST


def votes_of_pairs(comparisons: int, sizes: Sizes) -> int:
    """Return how many votes there are, given how many comparisons of two models they made."""
    return comparisons - sum((comb(size, FEWEST) - 1) * total for size, total in sizes.items())


def overlap(comparisons: float, sizes: Sizes) -> float:
    """Return how many times as much these comparisons vary as independent ones would; 1 without rankings.

    The comparisons of a ranking share their models' performances. With equal models, all orders of ``k`` are
    equally likely: the number of models below one varies by ``(k**2 - 1) / 12``, that of ``k - 1`` tosses of
    a coin by ``(k - 1) / 4``. So it is ``(k + 1) / 3`` times as much for them.
    """
    more = sum(comb(size, FEWEST) * total * (size - FEWEST) / 3 for size, total in sizes.items())
    return 1.0 + more / comparisons if more else 1.0
