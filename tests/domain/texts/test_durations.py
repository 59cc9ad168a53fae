"""Lengths of time in words."""

from __future__ import annotations

import pytest

from service.domain.texts.durations import about, in_words


@pytest.mark.parametrize(
    ("seconds", "words"),
    [
        (0, "0 seconds"),
        (1, "1 second"),
        (59, "59 seconds"),
        (60, "1 minute"),
        (21_600, "6 hours"),
        (129_600, "1 day 12 hours"),
        (604_800, "7 days"),
        (90_061, "1 day 1 hour 1 minute 1 second"),
    ],
)
def test_it_is_exact_and_leaves_out_what_is_zero(seconds: int, words: str) -> None:
    assert in_words(seconds) == words


@pytest.mark.parametrize(
    ("milliseconds", "words"),
    [
        (999, "under a second"),
        (1_000, "about 1 second"),
        (4_400, "about 4.5 seconds"),
        (12_499, "about 12 seconds"),
        (89_000, "about 89 seconds"),
        (95_000, "about 2 minutes"),
        (3_600_000, "about 60 minutes"),
    ],
)
def test_about_how_long(milliseconds: int, words: str) -> None:
    assert about(milliseconds) == words
