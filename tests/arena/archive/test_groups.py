"""Groups of axes: every axis once, and about the same number of votes in each."""

from __future__ import annotations

from collections import Counter

from hypothesis import given
from hypothesis import strategies as st

from service.arena.archive.groups import grouped


@given(st.dictionaries(st.integers(1, 99), st.integers(0, 1_000)), st.integers(1, 9))
def test_every_axis_is_in_one_group(votes: dict[int, int], count: int) -> None:
    groups = grouped(votes, count)
    assert Counter(axis for group in groups for axis in group) == dict.fromkeys(votes, 1)
    assert len(groups) == min(count, len(votes))
    assert all(groups)


def test_groups_have_about_the_same_number_of_votes() -> None:
    assert grouped({1: 100, 2: 60, 3: 40, 4: 100, 5: 99}, 2) == [{1, 5}, {2, 3, 4}]
    assert grouped({1: 100, 2: 50, 3: 50}, 2) == [{1}, {2, 3}]


def test_axes_without_votes_are_divided_too() -> None:
    assert [len(group) for group in grouped(dict.fromkeys(range(10), 0), 2)] == [5, 5]
