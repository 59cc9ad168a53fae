"""Patterns of axes and names: what they mean, and what is refused."""

from __future__ import annotations

import pytest

from service.domain.axes import OVERALL, Axis
from service.domain.questions.patterns import checked, matcher, parse_axis

AXES = (OVERALL, Axis("people"), Axis("pets"), Axis("", "en"), Axis("people", "en"), Axis("pets", "ja"))


@pytest.mark.parametrize(
    ("pattern", "places"),
    [
        ("*", [0, 1, 2, 3, 4, 5]),
        ("overall", [0]),
        ("theme=*", [1, 2]),
        ("theme=pe*", [1, 2]),
        ("theme=*ple", [1]),
        ("language=*", [3]),
        ("theme=*,language=*", [4, 5]),
        ("language=en, theme=*", [4]),
        (" theme = people ", [1]),
        ("theme=people,language=en", [4]),
        ("theme=towers", []),
    ],
)
def test_which_axes_a_pattern_means(pattern: str, places: list[int]) -> None:
    means = parse_axis(pattern).matcher()
    assert [i for i, axis in enumerate(AXES) if means(axis)] == places


def test_a_pattern_without_a_star_is_one_axis() -> None:
    assert parse_axis("theme=people").axis == Axis("people")
    assert parse_axis("overall").axis == OVERALL
    assert [parse_axis(text).axis for text in ("*", "theme=*")] == [None, None]


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("people", "is no axis; write 'overall'"),
        ("", "is no axis"),
        ("theme=a,theme=b", "is no axis"),
        ("model=a", "is no axis"),
        ("theme=", "names no theme after the '='"),
        ("theme=****", "has more than 3"),
    ],
)
def test_what_is_no_axis_is_refused(text: str, why: str) -> None:
    with pytest.raises(ValueError, match=why):
        parse_axis(text)


def test_names() -> None:
    names = ("flux-1", "flux.1", "sdxl", "")
    assert [text for text in names if matcher("flux*")(text)] == ["flux-1", "flux.1"]
    assert matcher("a.c")("a.c")
    assert not matcher("a.*")("abc")
    assert not matcher("*")("")
    assert checked("a*b*c*") == "a*b*c*"
