import numpy as np
import pytest

from service.domain.axes import ALL_CATEGORIES
from service.rating import changes as module
from service.rating.bulk import PairCounts
from service.rating.changes import Changes

ROWS = [(1, 2, 5, 3, 0, 1, 0), (1, 2, 7, 0, 0, 0, 2), (4, 1, 2, 1, 1, 1, 1)]


def counts(*rows: tuple[int, ...]) -> PairCounts:
    return PairCounts(*np.array(rows, np.int64).reshape(-1, 7).T)


@pytest.mark.parametrize(
    ("vote", "expected"),
    [
        ((1, 2, 1), [1, 0, 0, 0]),
        ((1, 2, 2), [0, 1, 0, 0]),
        ((2, 1, 1), [0, 1, 0, 0]),
        ((2, 1, 2), [1, 0, 0, 0]),
        ((1, 2, 3), [0, 0, 1, 0]),
        ((2, 1, 3), [0, 0, 1, 0]),
        ((1, 2, 4), [0, 0, 0, 1]),
        ((2, 1, 4), [0, 0, 0, 1]),
    ],
)
def test_pairs_are_counted_from_the_smaller_number(vote: tuple[int, int, int], expected: list[int]) -> None:
    live, bulk = Changes(), Changes()
    live.count_votes([(7, *vote, 50, 0)], {50: (3,)}.__getitem__)
    bulk.count_arrays(list(np.array([(*vote, 50)], np.int64).T), {50: (3,)}.__getitem__)
    assert live.pairs == bulk.pairs == {(ALL_CATEGORIES, 1, 2): expected}


def test_a_vote_counts_for_all_categories_and_for_its_own_if_an_axis_needs_it() -> None:
    axes_of = {50: (3,), 51: (3, 4), 52: (3, 4, 5, 6)}.__getitem__
    live, bulk = Changes(), Changes()
    live.count_votes([(1, 1, 2, 1, 50), (2, 1, 2, 2, 51), (3, 2, 1, 3, 52)], axes_of)
    bulk.count_arrays(list(np.array([(1, 2, 1, 50), (1, 2, 2, 51), (2, 1, 3, 52)], np.int64).T), axes_of)
    expected = [(ALL_CATEGORIES, 1, 2, 1, 1, 1, 0), (51, 1, 2, 0, 1, 0, 0), (52, 1, 2, 0, 0, 1, 0)]
    assert live.pair_rows() == bulk.pair_rows() == expected


def test_live_and_bulk_counts_add_up() -> None:
    touched = Changes()
    touched.pairs[1, 2, 5] = [1, 1, 0, 0]
    touched.count(counts(*ROWS))
    touched.count(counts(ROWS[0]))
    assert touched.pair_rows() == [(1, 2, 5, 7, 1, 2, 0), *ROWS[1:]]
    assert touched.pairs[1, 2, 5] == [7, 1, 2, 0]


def test_bulk_counts_alone_come_out_in_order() -> None:
    touched = Changes()
    touched.count(counts(ROWS[2], ROWS[0]))
    touched.count(counts(ROWS[1]))
    assert touched.pair_rows() == ROWS
    assert touched.pair_rows() == ROWS


def test_merging_leaves_the_other_as_it_was() -> None:
    live, bulk, total = Changes(), Changes(), Changes()
    live.pairs[4, 1, 2] = [1, 0, 0, 0]
    live.slots |= {1, 2}
    bulk.count(counts(*ROWS))
    bulk.slots |= {2, 3}
    for part in (live, bulk, live):
        total.merge(part)
    assert total.slots == {1, 2, 3}
    assert total.pair_rows() == [*ROWS[:2], (4, 1, 2, 3, 1, 1, 1)]
    assert live.pair_rows() == [(4, 1, 2, 1, 0, 0, 0)]


def test_many_chunks_take_the_memory_of_their_pairs(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "_MERGE_AT", 10)
    touched = Changes()
    for _ in range(50):
        touched.count(counts(*ROWS))
    assert sum(part.category.size for part in touched._bulk) <= 13
    assert touched.pair_rows() == [(*row[:3], *(50 * n for n in row[3:])) for row in ROWS]


def test_nothing_was_touched() -> None:
    assert (Changes().slots, Changes().pairs, Changes().pair_rows()) == (set(), {}, [])


def test_counts_of_chunks_add_up() -> None:
    assert Changes().is_empty
    changes = Changes()
    rows = [(1, 2, 3, 1, 0, 0, 2), (1, 2, 4, 0, 1, 0, 0)]
    changes.count(counts(*rows))
    assert not changes.is_empty
    changes.count(counts(rows[0]))
    assert changes.pair_rows() == [(1, 2, 3, 2, 0, 0, 4), rows[1]]
