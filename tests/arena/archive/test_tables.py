"""Ratings and counts as bytes: every bit comes back."""

from __future__ import annotations

import math

import numpy as np

from service.arena.archive import tables
from service.rating.bulk import PairCounts
from service.rating.changes import Changes

ROW = (1, 2, math.nextafter(25.0, 26.0), 1e-300, 1 << 40, 0, 3, 4, -5)


def test_ratings_come_back_bit_by_bit() -> None:
    assert tables.unpack(tables.pack([[[value] for value in ROW]])).rows() == [ROW]
    assert tables.unpack(tables.pack([])).rows() == []


def test_ratings_are_joined_in_order() -> None:
    parts = [
        tables.unpack(tables.pack([list(zip(*rows, strict=True))]))
        for rows in ([(3, 1, *ROW[2:]), (1, 9, *ROW[2:])], [(1, 2, *ROW[2:])])
    ]
    assert [row[:2] for row in tables.joined(parts).rows()] == [(1, 2), (1, 9), (3, 1)]


def test_counts_come_back() -> None:
    changes = Changes()
    assert tables.unpack(tables.pack_pairs(changes.pair_counts())).rows() == []
    changes.count(PairCounts(*np.array([(2, 1, 3, 1, 2, 3, 4)]).T))
    changes.pairs[1, 5, 6] = [0, 0, 1, 0]
    packed = tables.pack_pairs(changes.pair_counts())
    assert tables.unpack(packed).rows() == changes.pair_rows()
    back = Changes()
    back.count(tables.unpack_pairs(packed))
    assert back.pair_rows() == changes.pair_rows()
