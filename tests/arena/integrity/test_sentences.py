"""Evidence in words: every kind has a sentence with its numbers and its model, and a reason to be shown."""

from __future__ import annotations

import pytest

from service.arena.integrity.holding import MANUAL, REASONS
from service.arena.integrity.sentences import sentence_of
from service.rating.detectors.findings import Kind

NUMBERS: dict[str, float | int | str] = {
    **dict.fromkeys(("votes", "decided", "others", "new_voters", "median_ms"), 40),
    **dict.fromkeys(
        ("with_model", "won", "left", "run", "repeats", "differed", "fast", "regular", "gold", "wrong"), 20
    ),
    "times_as_dealt": 9.8,
    "expected": 11.5,
    "answer": "left",
    "z": 8.1,
    "bound": 5.2,
    "direction": "for",
}


@pytest.mark.parametrize("kind", Kind)
def test_a_sentence_for_each_kind(kind: Kind) -> None:
    sentence = sentence_of(kind, NUMBERS, "sdxl")
    assert sentence.endswith(".")
    assert ("sdxl" in sentence) == (kind in {Kind.EXPOSURE, Kind.TARGETING, Kind.COHORT})


def test_every_kind_has_a_reason_that_names_nobody() -> None:
    assert REASONS.keys() == {*map(str, Kind), MANUAL}
    assert all(reason.startswith("held for review: ") for reason in REASONS.values())
