"""The fold, in plain Python and compiled, beside the `trueskill` package on the same votes."""

import random
import time
from collections.abc import Callable, Sequence

import numpy as np

from scripts.benchmarks.rows import Row
from service.rating import compiled
from service.rating.bradley_terry import PairOutcomes, fit_pairs
from service.rating.bulk import Expander
from service.rating.changes import Changes
from service.rating.engines import FAST
from service.rating.fold import fold
from service.rating.params import Params
from service.rating.rating_state import RatingState, Vote
from service.rating.reference import fold_reference

PARAMS = Params()
NUMBERS = (PARAMS.two_beta2, PARAMS.tau2, PARAMS.margin, True)
MODELS = 50
THEMES, LANGUAGES = 12, 10
ORACLE_VOTES, PLAIN_VOTES, FAST_VOTES = 3_000, 200_000, 2_000_000
BULK_VOTES, CHUNK = 1_000_000, 100_000
BATCH = 64


def run() -> list[Row]:
    """Return the figures of the rating engine; about half a minute."""
    left, right, outcome = _votes(FAST_VOTES)
    oracle = _oracle(left, right, outcome)
    rows = [_plain(left, right, outcome, oracle), _live(left, right, outcome)]
    if compiled.available():
        rows += [_fast(left, right, outcome, oracle), _bulk(left, right, outcome)]
    return [*rows, _fit(50), _fit(300)]


def _votes(count: int) -> tuple[list[int], list[int], list[int]]:
    """Return votes among models of different skill, one in seven a draw."""
    picked = random.Random(1)
    skill = [picked.gauss(25, 5) for _ in range(MODELS)]
    left, right, outcome = [], [], []
    for _ in range(count):
        a = int(picked.random() * MODELS)
        b = (a + 1 + int(picked.random() * (MODELS - 1))) % MODELS
        gap = skill[a] - skill[b] + 12 * (picked.random() - 0.5)
        left.append(a)
        right.append(b)
        outcome.append(3 if abs(gap) < 1 else 1 if gap > 0 else 2)
    return left, right, outcome


def _seconds(work: Callable[[], object], tries: int = 3) -> float:
    """Return the shortest of a few tries, which other work on the machine disturbs least."""
    found = []
    for _ in range(tries):
        started = time.perf_counter()
        work()
        found.append(time.perf_counter() - started)
    return min(found)


def _oracle(left: list[int], right: list[int], outcome: list[int]) -> float:
    """Return votes a second through ``trueskill.rate_1vs1``."""
    axis: Sequence[int] = (0,)
    votes: list[Vote] = [(a, b, said, axis) for a, b, said in zip(left, right, outcome, strict=True)][
        :ORACLE_VOTES
    ]
    return len(votes) / _seconds(lambda: fold_reference(votes, PARAMS))


def _state() -> list[list[float]]:
    return [[PARAMS.mu] * MODELS, [PARAMS.variance] * MODELS, *([0.0] * MODELS for _ in range(4))]


def _plain(left: list[int], right: list[int], outcome: list[int], oracle: float) -> Row:
    votes = left[:PLAIN_VOTES], right[:PLAIN_VOTES], outcome[:PLAIN_VOTES]
    work: Callable[..., None] = fold
    speed = PLAIN_VOTES / _seconds(lambda: work(*_state(), *votes, *NUMBERS))
    return _beside_the_package("fold, plain Python", speed, oracle, reach=50)


def _fast(left: list[int], right: list[int], outcome: list[int], oracle: float) -> Row:
    compiled.load()
    votes = [np.array(side, np.int64) for side in (left, right, outcome)]
    speed = FAST_VOTES / _seconds(lambda: FAST.fold(*_state(), *votes, *NUMBERS))
    return _beside_the_package("fold, compiled", speed, oracle, reach=1000)


def _beside_the_package(what: str, speed: float, oracle: float, reach: float) -> Row:
    return Row(
        what=what, value=speed, unit="votes/s", floor=oracle, floor_is="trueskill.rate_1vs1", reach=reach
    )


def _live(left: list[int], right: list[int], outcome: list[int]) -> Row:
    """Fold batches into ratings in memory, as the recorder does while votes arrive."""
    picked = random.Random(2)
    axes = [(0, theme, 20 + lang, 100 + theme * 10 + lang) for theme in range(1, 13) for lang in range(10)]
    count = 40 * BATCH * 10
    votes = [(k, left[k], right[k], outcome[k], picked.randrange(len(axes))) for k in range(count)]
    batches = [votes[start : start + BATCH] for start in range(0, count, BATCH)]
    book = RatingState(PARAMS)

    def work() -> None:
        for batch in batches:
            book.fold(batch, axes.__getitem__, 1)

    work()
    value = _seconds(work) / (4 * count) * 1e6
    return Row(
        what="live fold of a vote on one axis, with all overhead",
        value=value,
        unit="µs",
        reach=3,
        at_most=True,
    )


def _bulk(left: list[int], right: list[int], outcome: list[int]) -> Row:
    """Return a million votes on four axes each, from arrays of votes to ratings and head-to-head counts."""
    axes_of = {
        theme * LANGUAGES + language: (0, 1 + theme, 50 + language, 100 + theme * LANGUAGES + language)
        for theme in range(THEMES)
        for language in range(LANGUAGES)
    }
    expander = Expander(axes_of)
    strata = np.random.default_rng(3).integers(0, len(axes_of), BULK_VOTES)
    sides = [np.array(side[:BULK_VOTES], np.int64) for side in (left, right, outcome)]

    def work() -> None:
        book, touched = RatingState(PARAMS, engine=FAST), Changes()
        for start in range(0, BULK_VOTES, CHUNK):
            chunk = slice(start, start + CHUNK)
            columns = sides[0][chunk], sides[1][chunk], sides[2][chunk], strata[chunk]
            touched.merge(book.fold_arrays(expander.expand(*columns), 1))
            touched.count_arrays(columns, axes_of.__getitem__)

    return Row(
        what="1,000,000 votes on 4 axes, arrays to ratings",
        value=_seconds(work),
        unit="s",
        reach=1.5,
        at_most=True,
    )


def _fit(models: int) -> Row:
    picked = random.Random(4)
    rows: list[PairOutcomes] = [
        (a, b, picked.randrange(40), picked.randrange(40), picked.randrange(9), 0)
        for a in range(models)
        for b in range(a)
    ]
    value = _seconds(lambda: fit_pairs(rows), tries=5) * 1e3
    return Row(
        what=f"Bradley–Terry fit of {models} models, with intervals",
        value=value,
        unit="ms",
        reach=2 if models <= MODELS else 150,
        at_most=True,
    )
