"""Words: in letters where there are some, in signs where not."""

from __future__ import annotations

import numpy as np
import pytest

from service.demo.painters.motifs.lettering import lettering, lines_of


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("HELLO", ["HELLO"]),
        ("SLOW DOWN", ["SLOW", "DOWN"]),
        ("BROT & SALZ", ["BROT &", "SALZ"]),
        ("a bee", ["a bee"]),
        ("one two three four five six seven eight", ["one two", "three four", "five six", "seven eight"]),
        (" ", [" "]),
    ],
)
def test_lines_of_similar_length(text: str, lines: list[str]) -> None:
    assert lines_of(text) == lines


def picture(*lines: str) -> np.ndarray[tuple[int, int], np.dtype[np.uint8]]:
    return np.asarray(lettering(list(lines), 200, 100), np.uint8)


def test_as_large_as_the_box_allows() -> None:
    for lines in (("HI",), ("SLOW", "DOWN"), ("a very long line indeed",)):
        written = picture(*lines)
        rows, columns = np.nonzero(written > 127)
        assert np.ptp(columns) > 180 or np.ptp(rows) > 60
    assert picture("HI").shape == (100, 200)


def test_marks_over_letters_are_dropped_and_other_scripts_become_signs() -> None:
    assert (picture("CAFÉ") == picture("CAFE")).all()
    assert (picture("東京") == picture("東京")).all()
    assert not (picture("東京") == picture("京東")).all()
    assert not (picture("سلام") == picture("東京")).all()
    assert (picture("!") > 0).any()
    assert (picture("🎉") > 0).any()
