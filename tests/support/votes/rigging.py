"""Logs of votes on matchups for the detectors: columns that a test sets, and even dealing for the rest."""

from __future__ import annotations

from typing import Any

import numpy as np

from service.domain import clock
from service.rating.detectors.columns import DealtVotes

MODELS = 10
DAY = 20_000


def cast(count: int, *, seed: int = 1, first: int = 1, **columns: Any) -> DealtVotes:
    """Return so many votes from a position on: random ones, apart from the columns that are given.

    Each vote is by another voter, from another network, a second after the one before.
    """
    random = np.random.default_rng(seed)
    left = random.integers(1, MODELS + 1, count)
    numbers = np.arange(first, first + count)
    values: dict[str, object] = {
        "position": numbers,
        "voted_at": DAY * clock.DAY + numbers * clock.SECOND,
        "voter": numbers + 1_000_000,
        "network": numbers + 5_000_000,
        "left": left,
        "right": (left + random.integers(0, MODELS - 1, count)) % MODELS + 1,
        "outcome": random.choice([1, 2, 3], count, p=[0.4, 0.4, 0.2]),
        "exclusion": 0,
        "probability": 2 / MODELS / (MODELS - 1),
        "milliseconds": (3_000 * random.lognormal(0, 0.5, count)).astype(np.int64),
        "image_left": random.integers(1, 1 << 30, count),
        "image_right": random.integers(1, 1 << 30, count),
        **columns,
    }
    kinds = {"probability": np.float64}
    arrays: dict[str, Any] = {
        name: np.broadcast_to(np.asarray(values[name], kinds.get(name, np.int64)), (count,)).copy()
        for name in DealtVotes._fields
    }
    return DealtVotes(**arrays)


def target_only(count: int, model: int = 1, **columns: Any) -> DealtVotes:
    """Return votes only on matchups of one model, always for it, on either side."""
    others = np.array([other for other in range(1, MODELS + 1) if other != model])
    other = others[np.arange(count) % others.size]
    on_left = np.arange(count) % 2 == 0
    sides: dict[str, Any] = {
        "left": np.where(on_left, model, other),
        "right": np.where(on_left, other, model),
        "outcome": np.where(on_left, 1, 2),
    }
    return cast(count, **{**sides, **columns})


def together(*parts: DealtVotes) -> DealtVotes:
    """Return parts one after the other, with positions to match."""
    columns: list[Any] = [np.concatenate(column) for column in zip(*parts, strict=True)]
    whole = DealtVotes(*columns)
    return whole._replace(position=np.arange(1, whole.size + 1))
