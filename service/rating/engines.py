"""Which form of the fold to run: plain Python at once, or compiled for larger jobs."""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from service.errors import Invalid
from service.rating import compiled
from service.rating.fold import fold

_log = logging.getLogger(__name__)

EngineName = Literal["auto", "plain", "fast"]
ENGINE_NAMES: tuple[EngineName, ...] = ("auto", "plain", "fast")

# From this many updates on, ``auto`` loads the compiled fold. It saves about 1.1 s per million updates, and
# takes 1.5 s to import and load from numba's cache, or 2.7 s to compile without a cache.
# Measured with numba 0.68 on the two-core machine of docs/performance.md.
WORTH_COMPILING = 2_000_000

# From this many updates on, ``auto`` uses a compiled fold that is already loaded. Below, making arrays costs
# more than it saves.
WORTH_CONVERTING = 2_000

Fold = Callable[..., None]


@dataclass(frozen=True, slots=True)
class Engine:
    """One form of the fold, with the name that reports show.

    ``fold`` takes the arguments of ``service.rating.fold.fold`` and produces the same bits. Columns may be
    lists or arrays and are changed in place; lists stay lists of Python numbers. ``arrays`` says whether it
    prefers arrays, so that callers with several folds to do convert only once.
    """

    name: Literal["plain", "fast"]
    fold: Fold
    arrays: bool


def engine(name: str, updates: int) -> Engine:
    """Return the engine called ``name``, or for ``auto`` the fastest one for this many updates.

    Raise Invalid for an unknown name, and for ``fast`` if numba is not installed.
    """
    if name not in ENGINE_NAMES:
        raise Invalid(f"there is no engine {name!r}: use one of {', '.join(ENGINE_NAMES)}")
    if name == "fast" or (name == "auto" and _pays(updates)):
        compiled.load()
        return FAST
    return PLAIN


def _pays(updates: int) -> bool:
    if not compiled.available():
        if updates >= WORTH_COMPILING:
            _advise()
        return False
    loaded = compiled.load.cache_info().currsize > 0
    return updates >= (WORTH_CONVERTING if loaded else WORTH_COMPILING)


@cache
def _advise() -> None:
    """Say once in a process that the extra would make this fold faster."""
    _log.warning(
        "folding in plain Python; the extra 'fast' folds large logs many times faster "
        "(scripts/setup full, or pip install 'arena-service[fast]')"
    )


def _fold_plain(*arguments: Any) -> None:
    columns, votes, numbers = arguments[:6], arguments[6:9], arguments[9:]
    lists = [column.tolist() if isinstance(column, np.ndarray) else column for column in columns]
    fold(*lists, *[v.tolist() if isinstance(v, np.ndarray) else v for v in votes], *numbers)
    _write_back(columns, lists)


def _fold_fast(*arguments: Any) -> None:
    columns, votes, numbers = arguments[:6], arguments[6:9], arguments[9:]
    floats = [np.ascontiguousarray(column, np.float64) for column in columns[:2]]
    counts = [np.ascontiguousarray(column, np.int64) for column in columns[2:]]
    left, right, outcome = (np.ascontiguousarray(vote, np.int64) for vote in votes)
    if not left.size == right.size == outcome.size:
        raise IndexError("every vote needs a left, a right and an outcome")
    _check_slots(left, right, len(floats[0]))
    compiled.load()(*floats, *counts, left, right, outcome, *numbers)
    _write_back(columns, [*floats, *counts])


def _check_slots(left: NDArray[np.int64], right: NDArray[np.int64], slots: int) -> None:
    """Raise IndexError for a wrong slot: machine code does not check, and would overwrite memory."""
    for side in (left, right):
        if side.size and (side.min() < 0 or side.max() >= slots):
            raise IndexError(f"a slot outside the {slots} there are")


def _write_back(columns: Sequence[Any], results: Sequence[Any]) -> None:
    for column, result in zip(columns, results, strict=True):
        if column is result:
            continue
        column[:] = result if isinstance(column, np.ndarray) else result.tolist()


PLAIN = Engine("plain", _fold_plain, arrays=False)
FAST = Engine("fast", _fold_fast, arrays=True)
