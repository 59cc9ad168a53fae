"""Numbers from text: digits and nothing else, and no more than there may be."""

from __future__ import annotations

import pytest

from service.domain.texts.digits import LARGEST, number_of


@pytest.mark.parametrize("text", ["", "²", "٣", "①", "-1", "+1", " 1", "1_0", "1.0", "9" * 5_000])
def test_what_is_no_number(text: str) -> None:
    assert number_of(text) is None


def test_numbers_up_to_the_most_that_there_may_be() -> None:
    assert [number_of(text, 20) for text in ("0", "07", "20", "21", "020")] == [0, 7, 20, None, None]
    assert number_of(str(LARGEST)) == LARGEST
    assert number_of(str(LARGEST + 1)) is None
