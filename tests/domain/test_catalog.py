"""Money of the catalog: exact in millionths, and the same number on the way out as on the way in."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.domain.catalog import MAX_AMOUNT, MICROS, Offer, to_micros
from service.errors import Invalid


def offer(micros: int) -> Offer:
    return Offer(1, "fal", "image", micros, "USD", None, "2026-11-22", None, None, 0)


@given(st.integers(0, int(MAX_AMOUNT) * MICROS))
def test_an_amount_comes_back_as_it_went_in(micros: int) -> None:
    assert to_micros(offer(micros).amount) == micros


@pytest.mark.parametrize(("amount", "micros"), [(0, 0), (0.04, 40_000), (0.000001, 1), (1e6, 10**12)])
def test_amounts(amount: float, micros: int) -> None:
    assert to_micros(amount) == micros
    assert offer(micros).amount == amount


@pytest.mark.parametrize("amount", [-0.01, 1e6 + 1, 1e300, float("inf"), float("nan"), 0.0000001, 1 / 3])
def test_amounts_that_cannot_be_kept(amount: float) -> None:
    with pytest.raises(Invalid) as caught:
        to_micros(amount)
    assert [error.field for error in caught.value.errors] == ["amount"]
