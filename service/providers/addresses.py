"""Which IP addresses belong to the public internet.

The list is written out from the registries of special-purpose addresses. `ipaddress.is_global` follows them
too, but its list changes with each release of Python, and it accepts multicast, NAT64 and 6to4 addresses,
which can stand for addresses of this machine or its network.
"""

from __future__ import annotations

from ipaddress import IPv4Address, IPv4Network, IPv6Network, ip_address

_NOT_IPV4 = tuple(
    IPv4Network(network)
    for network in (
        "0.0.0.0/8",  # this network
        "10.0.0.0/8",
        "100.64.0.0/10",  # carrier-grade NAT
        "127.0.0.0/8",
        "169.254.0.0/16",  # link-local; clouds answer with a machine's keys there
        "172.16.0.0/12",
        "192.0.0.0/24",
        "192.0.2.0/24",
        "192.88.99.0/24",  # relays into 6to4
        "192.168.0.0/16",
        "198.18.0.0/15",
        "198.51.100.0/24",
        "203.0.113.0/24",
        "224.0.0.0/4",  # multicast
        "240.0.0.0/4",
    )
)
# The assigned part of IPv6; all else is link-local, private, multicast, or holds an IPv4 address.
_IPV6 = IPv6Network("2000::/3")
_NOT_IPV6 = tuple(
    IPv6Network(network)
    for network in (
        "2001::/23",  # protocols, including Teredo
        "2001:db8::/32",
        "2002::/16",  # 6to4, which holds an IPv4 address
        "3fff::/20",
    )
)


def is_public(text: str) -> bool:
    """Return whether a text is the address of a single machine on the public internet."""
    try:
        address = ip_address(text)
    except ValueError:
        return False
    if isinstance(address, IPv4Address):
        return not any(address in network for network in _NOT_IPV4)
    return (
        address.scope_id is None and address in _IPV6 and not any(address in network for network in _NOT_IPV6)
    )
