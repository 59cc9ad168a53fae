"""Whether a file is an export of a log, in its order."""

from __future__ import annotations

import polars as pl
import pytest

from service.arena.imports.log_order import LogOrder


def order_of(*parts: list[object]) -> bool:
    order = LogOrder()
    for part in parts:
        order.add(pl.DataFrame({"position": part, "voided_at": None}, strict=False))
    return order.holds


@pytest.mark.parametrize("parts", [(["1", "2"], ["3"]), ([5, 8],), (["7"], [], ["9", "10"])])
def test_positions_that_rise(parts: tuple[list[object], ...]) -> None:
    assert order_of(*parts)


@pytest.mark.parametrize(
    "parts", [(["2", "1"],), (["1", "2"], ["2"]), (["1", "first"],), (["1", None],), ([],), ()]
)
def test_positions_that_say_nothing(parts: tuple[list[object], ...]) -> None:
    assert not order_of(*parts)


def test_a_column_of_that_name_in_another_tool_s_file() -> None:
    order = LogOrder()
    order.add(pl.DataFrame({"position": ["1", "2"]}))
    assert not order.holds
