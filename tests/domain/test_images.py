"""Images: the boxes that voters see them in."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.domain.images import BOXES, CYCLE, LONGEST_SIDE, SQUARE, box_of, is_example, shared_box

sides = st.integers(1, 20_000)


@pytest.mark.parametrize(
    ("size", "box"),
    [
        ((512, 512), "1:1"),
        ((1152, 896), "3:2"),
        ((1024, 960), "1:1"),
        ((1216, 832), "3:2"),
        ((832, 1216), "2:3"),
        ((1792, 1024), "16:9"),
        ((720, 1280), "9:16"),
        ((20_000, 1), "16:9"),
        ((1, 20_000), "9:16"),
    ],
)
def test_an_image_goes_into_the_box_nearest_to_its_shape(size: tuple[int, int], box: str) -> None:
    assert box_of(*size) == box


@given(sides, sides)
def test_a_turned_image_goes_into_the_turned_box(width: int, height: int) -> None:
    across, down = BOXES[box_of(width, height)]
    assert BOXES[box_of(height, width)] == (down, across)


def test_boxes_are_as_large_as_each_other() -> None:
    assert {max(size) for size in BOXES.values()} == {LONGEST_SIDE}


def test_two_sides_share_a_box() -> None:
    assert shared_box("3:2", "3:2") == "3:2"
    assert shared_box("3:2", "2:3") == SQUARE


@pytest.mark.parametrize("share", [0, 1, 20, 55, 100])
def test_each_hundred_has_the_percentage(share: int) -> None:
    for first in (1, 37, 10**9):
        assert sum(is_example(prompt, share) for prompt in range(first, first + CYCLE)) == share


def test_a_larger_share_keeps_the_examples() -> None:
    assert {p for p in range(500) if is_example(p, 10)} < {p for p in range(500) if is_example(p, 20)}
