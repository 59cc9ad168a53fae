"""Where a request comes from: forged headers must not matter, a household must be one."""

from __future__ import annotations

import pytest

from service.arena.access.addresses import client_of, network_of, scheme_of, untrusted_proxy, weight_of

PROXIES = "10.0.0.0/8, 127.0.0.1, ::1, 2001:db8:1::/48"


@pytest.mark.parametrize(
    ("peer", "forwarded", "client"),
    [
        ("9.9.9.9", "", "9.9.9.9"),
        ("9.9.9.9", "1.1.1.1", "9.9.9.9"),
        ("10.0.0.1", "", "10.0.0.1"),
        ("10.0.0.1", "1.1.1.1", "1.1.1.1"),
        ("10.0.0.1", "6.6.6.6, 1.1.1.1", "1.1.1.1"),
        ("10.0.0.1", "6.6.6.6, 1.1.1.1, 10.0.0.2, 127.0.0.1", "1.1.1.1"),
        ("10.0.0.1", "10.0.0.3,10.0.0.2", "10.0.0.3"),
        ("::1", "1.1.1.1:4711", "1.1.1.1"),
        ("::1", "[2001:db8:2::7]:4711", "2001:db8:2::7"),
        ("::1", "2001:db8:2::7, 2001:db8:1::9", "2001:db8:2::7"),
        ("::ffff:10.0.0.1", "::ffff:1.1.1.1", "1.1.1.1"),
        ("10.0.0.1", "1.1.1.1, unknown", "10.0.0.1"),
        ("10.0.0.1", "1.1.1.1,, ", "1.1.1.1"),
        ("10.0.0.1", "6.6.6.6, [nonsense, 10.0.0.2", "10.0.0.2"),
    ],
)
def test_the_client_is_the_right_most_that_is_not_ours(peer: str, forwarded: str, client: str) -> None:
    assert str(client_of(forwarded, peer, PROXIES)) == client


@pytest.mark.parametrize("peer", [None, "", "testclient", "/run/arena.sock"])
def test_a_connection_without_an_address_has_none_whatever_it_says(peer: str | None) -> None:
    assert client_of("1.1.1.1", peer, PROXIES) is None


def test_without_proxies_nothing_is_believed() -> None:
    assert str(client_of("1.1.1.1", "127.0.0.1", "")) == "127.0.0.1"
    assert scheme_of("https", "127.0.0.1", "", "http") == "http"


@pytest.mark.parametrize(
    ("said", "peer", "scheme"),
    [
        ("https", "10.0.0.1", "https"),
        ("http, HTTPS", "10.0.0.1", "https"),
        ("https, http", "10.0.0.1", "http"),
        ("https", "9.9.9.9", "http"),
        ("https", None, "http"),
        ("gopher", "10.0.0.1", "http"),
        ("", "10.0.0.1", "http"),
    ],
)
def test_the_scheme_is_what_our_proxy_says(said: str, peer: str | None, scheme: str) -> None:
    assert scheme_of(said, peer, PROXIES, "http") == scheme


def network(text: str) -> str:
    client = client_of("", text, "")
    assert client is not None
    return network_of(client)


def test_a_household_is_one_ipv4_address_or_64_bits_of_ipv6() -> None:
    assert network("1.2.3.4") != network("1.2.3.5")
    assert network("2001:db8::1") == network("2001:db8::ffff:ffff:ffff:ffff")
    assert network("2001:db8::1") != network("2001:db8:0:1::1")
    assert network("::ffff:1.2.3.4") == network("1.2.3.4")


def test_networks_that_count_for_several() -> None:
    large = "192.0.2.0/24=20, 192.0.2.7=50,2001:db8::/48=5"
    for address, times in (("192.0.2.1", 20), ("192.0.2.7", 50), ("2001:db8::1", 5), ("192.0.3.1", 1)):
        assert weight_of(client_of("", address, ""), large) == times
    assert weight_of(None, large) == weight_of(client_of("", "192.0.2.1", ""), "") == 1


def test_a_proxy_that_nobody_trusts() -> None:
    for peer in ("127.0.0.1", "172.18.0.1", "::1", "fd00::7", "::ffff:10.0.0.1"):
        assert untrusted_proxy("1.1.1.1", peer, "") is not None
    assert str(untrusted_proxy("1.1.1.1", "172.18.0.1", "127.0.0.1")) == "172.18.0.1"
    assert untrusted_proxy("1.1.1.1", "10.0.0.1", PROXIES) is None
    assert untrusted_proxy("", "172.18.0.1", "") is None  # it asks for itself
    assert untrusted_proxy("1.1.1.1", "9.9.9.9", "") is None  # a client that made it up
    assert untrusted_proxy("1.1.1.1", None, "") is None
