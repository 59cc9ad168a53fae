"""Where URLs may lead: the public internet on two ports, and what the operator allows on any."""

from __future__ import annotations

from collections.abc import Sequence
from ipaddress import ip_network

import httpx
import pytest

from service.errors import NotFetched
from service.providers.vetting import MOST_TRIED, Vetting, parsed, resolve

pytestmark = pytest.mark.anyio

HOSTS = {"many": [f"93.184.216.{i}" for i in range(9)], "mixed": ["93.184.216.34", "10.0.0.1"], "none": []}


async def looked_up(host: str, _: int) -> Sequence[str]:
    if host == "unknown":
        raise OSError
    return HOSTS.get(host, [host])


@pytest.mark.parametrize(
    ("url", "networks", "error"),
    [
        ("http://93.184.216.34/", [], None),
        ("https://93.184.216.34:8443/", [], "only the ports"),
        ("http://10.0.0.1/", [], "public internet"),
        ("http://mixed/", [], "public internet"),
        ("http://none/", [], "public internet"),
        ("http://unknown/", [], "unknown"),
        ("http://10.0.0.1:9/", ["10.0.0.0/8"], None),
        ("http://11.0.0.1:9/", ["10.0.0.0/8"], "only the ports"),
        ("http://192.168.0.1/", ["10.0.0.0/8"], "public internet"),
        ("http://mixed:9/", ["10.0.0.0/8"], "public internet"),
    ],
)
async def test_where_urls_may_lead(url: str, networks: list[str], error: str | None) -> None:
    vetting = Vetting(networks=[ip_network(one) for one in networks], resolve=looked_up)
    if error is None:
        assert await vetting.addresses(httpx.URL(url)) == [httpx.URL(url).host]
    else:
        with pytest.raises(NotFetched, match=error):
            await vetting.addresses(httpx.URL(url))


async def test_not_every_address_is_tried() -> None:
    assert await Vetting(resolve=looked_up).addresses(parsed("http://many/")) == HOSTS["many"][:MOST_TRIED]
    assert "127.0.0.1" in await resolve("127.0.0.1", 80)
