"""The providers that the service knows by name."""

from __future__ import annotations

import pytest

from service.demo.provider import DemoProvider
from service.providers.protocol import ProviderError
from service.providers.vendors import FACTORIES, vendors
from tests.support.vendors.openai import OpenAI
from tests.support.vendors.opened import request_for
from tests.support.vendors.vendor import KEY, running, told


def test_the_demo_is_always_there() -> None:
    assert isinstance(vendors({}).of("demo", None, None), DemoProvider)


def test_a_name_that_nobody_knows_needs_an_endpoint() -> None:
    with pytest.raises(ProviderError, match="names no endpoint"):
        vendors({}).of("nobody", None, None)


@pytest.mark.parametrize("name", sorted(FACTORIES.keys() - {"demo"}))
def test_a_vendor_needs_a_key(name: str) -> None:
    with pytest.raises(ProviderError, match=f"{name} needs a key") as caught:
        vendors({}).of(name, None, None)
    assert caught.value.code == "not-configured"
    vendors({"A_KEY": KEY}).of(name, None, "A_KEY")


async def test_an_endpoint_of_any_other_name_speaks_as_openai_does() -> None:
    with running(OpenAI()) as vendor:
        provider = vendors({"A_KEY": KEY}).of("mine", f"{vendor.base}/v1", "A_KEY")
        assert await provider.generate(request_for("openai")) == vendor.image
        vendor.fail("create", told({}, 401))
        with pytest.raises(ProviderError, match="mine answered 401"):
            await provider.generate(request_for("openai"))
