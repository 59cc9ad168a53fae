"""The providers that the service knows by name."""

from __future__ import annotations

import pytest

from service.providers.protocol import ProviderError
from service.providers.vendors import vendors


def test_a_name_that_nobody_knows_needs_an_endpoint() -> None:
    with pytest.raises(ProviderError, match="names no endpoint"):
        vendors({}).of("nobody", None, None)
