"""Habits: people agree with themselves more often than not, and do not answer like a clock."""

from __future__ import annotations

import numpy as np

from service.rating.detectors.columns import by_subject
from service.rating.detectors.habits import mechanical, unsure
from tests.support.votes.rigging import cast, together


def test_somebody_who_chooses_the_side_disagrees_with_themselves() -> None:
    once, swapped = np.arange(30), np.arange(30) + 1_000
    shown = cast(30, voter=1, outcome=1, image_left=once, image_right=swapped)
    again = cast(30, voter=1, outcome=1, image_left=swapped, image_right=once)
    same = cast(30, voter=2, outcome=2, image_left=once, image_right=swapped)
    agreed = cast(30, voter=2, outcome=1, image_left=swapped, image_right=once)
    (finding,) = unsure(by_subject(together(shown, again, same, agreed), "voter"), "voter")
    assert (finding.subject, finding.strong) == (1, False)
    assert (finding.numbers["repeats"], finding.numbers["differed"]) == (30, 30)
    assert list(unsure(by_subject(cast(50, voter=1), "voter"), "voter")) == []


def test_a_clock_and_a_sprinter() -> None:
    clock = cast(40, voter=1, milliseconds=2_000 + np.arange(40) % 3)
    fast = cast(40, voter=2, milliseconds=50 * (1 + np.arange(40) % 9))
    human = cast(400, voter=3)
    unknown = cast(40, voter=4, milliseconds=-1)
    found = {
        f.subject: f for f in mechanical(by_subject(together(clock, fast, human, unknown), "voter"), "v")
    }
    assert found.keys() == {1, 2}
    assert not any(finding.strong for finding in found.values())
    assert found[1].numbers["regular"] == 39
    assert found[2].numbers["fast"] == 40
