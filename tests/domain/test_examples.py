"""Examples: exactly as many prompts as the arena says, whatever hundred of them."""

from __future__ import annotations

import pytest

from service.domain.examples import CYCLE, is_example


@pytest.mark.parametrize("share", [0, 1, 20, 55, 100])
def test_each_hundred_has_the_percentage(share: int) -> None:
    for first in (1, 37, 10**9):
        assert sum(is_example(prompt, share) for prompt in range(first, first + CYCLE)) == share


def test_a_larger_share_keeps_the_examples() -> None:
    assert {p for p in range(500) if is_example(p, 10)} < {p for p in range(500) if is_example(p, 20)}
