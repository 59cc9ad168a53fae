from collections import Counter
from collections.abc import Sequence

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from service.rating import bulk
from service.rating.bulk import Expander, PairCounts, distinct, merge_counts, pair_counts, slots

AXES_OF = {7: (1, 2, 30), 3: (1,), 12: (), 9: (1, 2_000_000_000)}

ids = st.one_of(st.integers(1, 5), st.integers(2_000_000_000, 2_000_000_004))
entries = st.lists(
    st.tuples(ids, ids, ids, st.integers(1, 4)).filter(lambda entry: entry[1] != entry[2]), max_size=60
)


def columns(rows: Sequence[tuple[int, ...]], width: int) -> list[bulk.Ints]:
    return list(np.array(rows, np.int64).reshape(-1, width).T)


def rows_of(counts: PairCounts) -> list[tuple[int, ...]]:
    return list(zip(*(column.tolist() for column in counts), strict=True))


def counted(rows: list[tuple[int, int, int, int]]) -> list[tuple[int, ...]]:
    """Return the pair counts, one vote after the other."""
    found: dict[tuple[int, int, int], Counter[int]] = {}
    for axis, left, right, said in rows:
        code = 3 - said if left > right and said < 3 else said
        found.setdefault((axis, min(left, right), max(left, right)), Counter())[code] += 1
    return sorted((*key, *(count[code] for code in (1, 2, 3, 4))) for key, count in found.items())


@given(st.lists(st.tuples(ids, ids, st.integers(1, 4), st.sampled_from(sorted(AXES_OF))), max_size=40))
@pytest.mark.slow
def test_a_vote_becomes_an_entry_on_each_of_its_axes(votes: list[tuple[int, int, int, int]]) -> None:
    expected = [(axis, *vote[:3]) for vote in votes for axis in AXES_OF[vote[3]]]
    # With an id beyond the table, categories are searched.
    for axes_of in (AXES_OF, {**AXES_OF, 2_000_000_000: (5,)}):
        found = Expander(axes_of).expand(*columns(votes, 4))
        assert list(zip(*(column.tolist() for column in found), strict=True)) == expected


@pytest.mark.parametrize("known", [AXES_OF, {}, {**AXES_OF, 2_000_000_000: (5,)}])
def test_an_unknown_stratum_is_an_error(known: dict[int, tuple[int, ...]]) -> None:
    for unknown in (1, 8, 99):
        with pytest.raises(KeyError, match=str(unknown)):
            Expander(known).expand([1], [2], [1], [unknown])
    assert Expander(known).expand([], [], [], []).axis.size == 0


@given(st.lists(st.one_of(st.integers(-20, 50), st.integers(-(2**63), 2**63 - 1)), max_size=80))
@example([-(2**63), 2**63 - 1])
def test_distinct_is_unique_with_its_inverse(values: list[int]) -> None:
    array = np.array(values, np.int64)
    found, index = distinct(array)
    assert found.tolist() == sorted(set(values))
    assert found[index].tolist() == values


@given(entries, entries)
@pytest.mark.slow
def test_every_state_has_one_slot_for_good(
    first: list[tuple[int, int, int, int]], second: list[tuple[int, int, int, int]]
) -> None:
    known: dict[int, int] = {}
    for rows in (first, second):
        before = dict(known)
        axis, left, right, _ = columns(rows, 4)
        left_slots, right_slots, new = slots(axis, left, right, known)
        assert known.items() >= before.items()
        assert new == sorted(known.keys() - before.keys())
        assert sorted(known.values()) == list(range(len(known)))
        for (a, m, o, _), i, j in zip(rows, left_slots.tolist(), right_slots.tolist(), strict=True):
            assert known[a << 32 | m] == i
            assert known[a << 32 | o] == j


@given(entries)
@pytest.mark.slow
def test_pairs_are_counted(rows: list[tuple[int, int, int, int]]) -> None:
    assert rows_of(pair_counts(*columns(rows, 4))) == counted(rows)


@given(st.lists(entries, min_size=1, max_size=4))
@pytest.mark.slow
def test_counts_of_parts_add_up(parts: list[list[tuple[int, int, int, int]]]) -> None:
    merged = merge_counts([pair_counts(*columns(part, 4)) for part in parts])
    assert rows_of(merged) == counted([row for part in parts for row in part])
