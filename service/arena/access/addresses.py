"""Where a request comes from: the peer, or the client that a trusted proxy names."""

from __future__ import annotations

from functools import lru_cache
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address

from service.settings import parse_large_networks, parse_networks

Address = IPv4Address | IPv6Address
Networks = tuple[IPv4Network | IPv6Network, ...]

_IPV6_HOST_BITS = 64


def client_of(forwarded: str, peer: str | None, proxies: str) -> Address | None:
    """Return the client's address, None if the connection has none (a socket file).

    ``forwarded`` is X-Forwarded-For: every proxy appends the address that connected to it. It is read from
    the right, and only as far as the trusted ``proxies`` wrote it. Anything further left may have been made
    up by the client.
    """
    client = _address(peer or "")
    hops = [hop for hop in forwarded.split(",") if hop.strip()]
    networks = _networks(proxies)
    while client is not None and hops and _among(client, networks):
        before = _address(hops.pop())
        if before is None:
            return client
        client = before
    return client


def scheme_of(forwarded: str, peer: str | None, proxies: str, scheme: str) -> str:
    """Return the scheme that the client used: a trusted proxy's X-Forwarded-Proto, or else the one given."""
    outer = forwarded.rpartition(",")[2].strip().lower()
    client = _address(peer or "")
    trusted = client is not None and _among(client, _networks(proxies))
    return outer if trusted and outer in {"http", "https"} else scheme


def is_trusted(address: Address, proxies: str) -> bool:
    """Return whether an address is one of the trusted ``proxies``."""
    return _among(address, _networks(proxies))


def untrusted_proxy(forwarded: str, peer: str | None, proxies: str) -> Address | None:
    """Return the peer of a request if it looks like a proxy of this site that is not a trusted one.

    It has a private or loopback address, and says for whom it asks. Then all visitors are one network.
    """
    address = _address(peer or "")
    near = address is not None and (address.is_private or address.is_loopback)
    return address if near and address and forwarded and not is_trusted(address, proxies) else None


def network_of(address: Address) -> str:
    """Return the network of one household: an IPv4 address, or the /64 of an IPv6 address."""
    if isinstance(address, IPv4Address):
        return str(address)
    return f"{int(address) >> _IPV6_HOST_BITS:x}/64"


def weight_of(address: Address | None, large_networks: str) -> int:
    """Return how many usual networks the address's network counts for: the largest number that is set."""
    if address is None or not large_networks:
        return 1
    return max((times for network, times in _large(large_networks) if address in network), default=1)


@lru_cache(maxsize=256)
def _address(text: str) -> Address | None:
    """Return the address in a text, with or without a port.

    An IPv4 address that is mapped to IPv6 is returned as IPv4.
    """
    host = text.strip()
    if host.startswith("["):
        host = host[1:].partition("]")[0]
    elif host.count(":") == 1:
        host = host.partition(":")[0]
    try:
        address = ip_address(host)
    except ValueError:
        return None
    mapped = address.ipv4_mapped if isinstance(address, IPv6Address) else None
    return mapped or address


def _among(address: Address, networks: Networks) -> bool:
    return any(address in network for network in networks)


@lru_cache(maxsize=8)
def _networks(proxies: str) -> Networks:
    return parse_networks(proxies)


@lru_cache(maxsize=8)
def _large(large_networks: str) -> tuple[tuple[IPv4Network | IPv6Network, int], ...]:
    return parse_large_networks(large_networks)
