"""Columns of votes: as they were read, and by subject in log order."""

from __future__ import annotations

import numpy as np

from service.rating.detectors.columns import by_subject, dealt_votes, joined, matched, order_by, turns, twice
from tests.support.votes.rigging import cast


def test_votes_find_their_matchups_and_others_are_left_out() -> None:
    packed = 3 << 36 | 4 << 8 | 2 << 5 | 9
    votes = ["1,2,4", "10,11,12", "7,0,-5", f"{packed},{packed},{packed}"]
    images = f"{5 << 31 | 6},0,{8 << 31 | 9}"
    found = matched(votes, ["2,3,4", "99,1,98", "0.25,0.5,0.5", "-1,8,700", images])
    assert found.position.tolist() == [2, 4]
    assert (found.left.tolist(), found.right.tolist()) == ([3, 3], [4, 4])
    assert (found.outcome.tolist(), found.exclusion.tolist()) == ([2, 2], [9, 9])
    assert (found.voter.tolist(), found.network.tolist()) == ([0, -5], [99, 98])
    assert found.probability.tolist() == [0.25, 0.5]
    assert (found.image_left.tolist(), found.image_right.tolist()) == ([5, 8], [6, 9])
    assert matched([""] * 4, [""] * 5).size == 0


def test_subjects_have_their_votes_in_log_order_and_nobody_is_left_out() -> None:
    votes = cast(6, voter=[5, -3, 5, 0, -3, 5])
    subjects = by_subject(votes, "voter")
    assert subjects.names.tolist() == [-3, 5]
    assert subjects.votes.position.tolist() == [2, 5, 1, 3, 6]
    assert subjects.rank.tolist() == [1, 2, 1, 2, 3]
    assert subjects.number.tolist() == [0, 0, 1, 1, 1]
    assert subjects.of(1).position.tolist() == [1, 3, 6]
    assert by_subject(cast(0), "voter").votes.size == 0


def test_orders_are_stable_and_sides_take_turns() -> None:
    keys = np.array([2, 0, 2, 1, 0])
    assert order_by(keys).tolist() == np.argsort(keys, kind="stable").tolist()
    assert twice(np.array([1, 2])).tolist() == [1, 1, 2, 2]
    assert turns(np.array([1, 2]), np.array([3, 4])).tolist() == [1, 3, 2, 4]


def test_parts_are_joined_by_position() -> None:
    assert joined([cast(2, first=3), cast(2)]).position.tolist() == [1, 2, 3, 4]
    assert joined([]).size == dealt_votes([]).size == 0
