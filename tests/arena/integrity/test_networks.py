"""Networks in text: both ways, and what is none."""

from __future__ import annotations

import pytest

from service.arena.integrity import networks
from service.errors import Invalid


@pytest.mark.parametrize("network", [0, 1, -1, (1 << 63) - 1, -(1 << 63)])
def test_there_and_back(network: int) -> None:
    text = networks.text_of(network)
    assert len(text) == 16
    assert networks.parse(text) == network
    assert networks.parse(f" network:{text.upper()} ") == network


@pytest.mark.parametrize("text", ["", "12", "192.0.2.1", "g" * 16, "-" + "0" * 15, "0" * 17, "0x" + "1" * 14])
def test_what_is_no_network(text: str) -> None:
    with pytest.raises(Invalid):
        networks.parse(text)
