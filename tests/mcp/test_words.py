"""Numbers and names in words."""

from __future__ import annotations

import pytest

from service.mcp.words import counted, dollars, listed


@pytest.mark.parametrize(
    ("names", "text"),
    [
        ([], "none"),
        (["a"], "a"),
        (["a", "b"], "a and b"),
        (["a", "b", "c"], "a, b and c"),
        (list("abcdefg"), "a, b, c, d, e and 2 more"),
    ],
)
def test_lists(names: list[str], text: str) -> None:
    assert listed(names) == text


def test_numbers() -> None:
    assert (counted(1, "vote"), counted(2_400, "vote")) == ("1 vote", "2,400 votes")
    assert (dollars(0.025), dollars(1)) == ("$0.025 an image", "$1 an image")
