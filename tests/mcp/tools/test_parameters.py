"""What tools take, in words."""

from __future__ import annotations

from typing import get_args

import pytest

from service.mcp.tools import parameters


@pytest.mark.parametrize("name", ["Arena", "At", "Language", "Limit", "MaxPrice", "Model", "Theme"])
def test_every_parameter_is_described(name: str) -> None:
    _, field = get_args(getattr(parameters, name))
    assert field.description.endswith(".")
