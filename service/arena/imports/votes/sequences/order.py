"""Whether some numbers are among others in the same order, in one pass over both."""

from __future__ import annotations

import polars as pl

# So many rows at the end of a file are hardly in the order of others by chance.
ENOUGH = 10


def in_order(few: pl.Series, many: pl.Series) -> pl.Series | None:
    """Return where all of the few are among the many, in order; None if they are not, or if it may be chance.

    Some rows of few kinds are found in order in any file that is long enough.
    """
    count, spare = len(few), len(many) - len(few)
    head = _equal(few, many.head(count))
    if head == count:
        return _range(0, count)
    tail = _equal(few.slice(head).reverse(), many.slice(head + spare).reverse())
    if 2 * count < len(many) and (tail < count or count < ENOUGH):
        return None
    middle = count - head - tail
    places = _scattered(few.slice(head, middle), many.slice(head, middle + spare))
    if places is None:
        return None
    return pl.concat([_range(0, head), places + head, _range(len(many) - tail, len(many))])


def common(one: pl.Series, other: pl.Series) -> int:
    """Return how many of the numbers equal one of the others, each of which counts once."""
    counts = [numbers.alias("number").value_counts(name="count") for numbers in (one, other)]
    both = counts[0].join(counts[1], on="number", suffix="_other")
    return int(both.select(pl.min_horizontal("count", "count_other").sum()).item())


def _range(start: int, end: int) -> pl.Series:
    return pl.int_range(start, end, dtype=pl.Int64, eager=True)


def _equal(one: pl.Series, other: pl.Series) -> int:
    """Return how many of the first numbers are equal."""
    different = (one != other).arg_true()
    return len(one) if different.is_empty() else int(different[0])


def _scattered(few: pl.Series, many: pl.Series) -> pl.Series | None:
    places: list[int] = []
    remaining = enumerate(many)
    for wanted in few:
        place = next((i for i, number in remaining if number == wanted), None)
        if place is None:
            return None
        places.append(place)
    return pl.Series(places, dtype=pl.Int64)
