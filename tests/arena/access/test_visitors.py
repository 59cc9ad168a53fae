"""Visitors: the same one comes back by the cookie, nobody else becomes one, other sites are refused."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path
from random import Random
from string import ascii_letters, digits

import pytest
from starlette.datastructures import Headers

from service.arena.access.signing import FORM_SECONDS
from service.arena.access.visitors import (
    COOKIE,
    Visitor,
    check_form_token,
    form_token,
    named_visitor,
    same_site,
    visitor_of,
)
from service.arena.access.voters import hash_voter
from service.arena.services import Services
from service.domain import clock
from service.errors import Forbidden
from tests.support.votes.arenas import arena_services

pytestmark = pytest.mark.anyio


@asynccontextmanager
async def opened(url: str, folder: Path, **settings: object) -> AsyncIterator[Services]:
    async with arena_services(url, folder, **settings) as services:
        yield services


def sent(cookie: str | None) -> dict[str, str]:
    """Return what a browser sends back of a Set-Cookie."""
    assert cookie is not None
    return {"cookie": cookie.partition(";")[0]}


async def test_a_new_visitor_gets_a_cookie_and_is_known_by_it(sqlite_url: str, tmp_path: Path) -> None:
    async with opened(sqlite_url, tmp_path) as services:
        first = visitor_of(services, {}, "1.2.3.4", "http")
        assert first.cookie is not None
        assert first.cookie.endswith("; Max-Age=34560000; Path=/; HttpOnly; SameSite=Lax")
        again = visitor_of(services, sent(first.cookie), "5.6.7.8", "http")
        assert (again.voter, again.cookie) == (first.voter, None)
        assert again.address not in {first.address, None}
        other = visitor_of(services, {}, "1.2.3.4", "http")
        assert other.voter != first.voter
        assert other.address == first.address
        among = {"cookie": f"a=b; {COOKIE}=junk; {sent(first.cookie)['cookie']}; theme=dark"}
        assert visitor_of(services, among, None, "http") == Visitor(first.voter, None)


@pytest.mark.parametrize(
    ("settings", "scheme", "said"),
    [
        ({}, "https", ""),
        ({}, "http", ""),
        ({}, "http", "https"),
        ({"trusted_proxies": "127.0.0.1"}, "http", "https"),
        ({"public_url": "https://arena.example"}, "http", ""),
        ({"public_url": "http://arena.example"}, "http", ""),
    ],
)
async def test_the_cookie_is_secure_where_the_visitor_uses_tls(
    sqlite_url: str, tmp_path: Path, settings: dict[str, str], scheme: str, said: str
) -> None:
    async with opened(sqlite_url, tmp_path, **settings) as services:
        found = visitor_of(services, {"x-forwarded-proto": said}, "127.0.0.1", scheme)
        tls = scheme == "https" or settings in (
            {"trusted_proxies": "127.0.0.1"},
            {"public_url": "https://arena.example"},
        )
        assert ("; Secure" in str(found.cookie)) == tls


async def test_forged_cookies_are_strangers(sqlite_url: str, tmp_path: Path) -> None:
    random = Random(1)
    async with opened(sqlite_url, tmp_path) as services:
        known = visitor_of(services, {}, None, "http")
        genuine = sent(known.cookie)["cookie"].partition("=")[2]
        forged = ["", "=", "A" * 43, "é" * 43, genuine[:-1], genuine + "A", genuine + "=", genuine[::-1]]
        for _ in range(500):
            at = random.randrange(43)
            forged.append(genuine[:at] + random.choice(ascii_letters + digits) + genuine[at + 1 :])
        for value in forged:
            found = visitor_of(services, {"cookie": f"{COOKIE}={value}"}, None, "http")
            assert (found.voter == known.voter) == (value == genuine), value
            assert (found.cookie is None) == (value == genuine)
        elsewhere = replace(services, secret=b"another secret")
        assert visitor_of(elsewhere, sent(known.cookie), None, "http").cookie is not None


async def test_forwarded_addresses_count_only_from_our_proxies(sqlite_url: str, tmp_path: Path) -> None:
    async with opened(sqlite_url, tmp_path, trusted_proxies="10.0.0.0/8") as services:

        def address(peer: str, *forwarded: str) -> int | None:
            lines = [(b"x-forwarded-for", line.encode()) for line in forwarded]
            return visitor_of(services, Headers(raw=lines), peer, "http").address

        direct = address("1.1.1.1")
        assert address("1.1.1.1", "2.2.2.2") == direct
        assert address("10.0.0.1", "2.2.2.2, 1.1.1.1") == direct
        # A proxy that adds a line of its own must not make the client's line count.
        assert address("10.0.0.1", "2.2.2.2", "1.1.1.1") == direct
        assert address("2001:db8::1") == address("2001:db8::2") != address("2001:db8:0:1::2")
        assert direct != hash_voter(services.secret, "1.1.1.1")


async def test_a_name_is_the_voter_that_reported_votes_have(sqlite_url: str, tmp_path: Path) -> None:
    async with opened(sqlite_url, tmp_path) as services:
        anna = Visitor(hash_voter(services.secret, "anna"), None, named=True, key_id=1)
        named = named_visitor(services, "anna", 1)
        assert replace(named, client=None) == anna
        others = [named_visitor(services, "ben", 1), named_visitor(services, "anna", 2)]
        assert [named.source == other.source for other in others] == [True, False]


HOST = {"host": "arena.example"}
OWN = {"origin": "http://arena.example"}


@pytest.mark.parametrize(
    "headers",
    [
        {},
        OWN,
        {"origin": "http://ARENA.example:80"},
        {"sec-fetch-site": "same-origin"},
        {"sec-fetch-site": "none"},
        {**OWN, "sec-fetch-site": "same-origin"},
        {"origin": "https://arena.example", "sec-fetch-site": "same-origin"},
    ],
)
async def test_our_own_pages_and_programs_pass(
    sqlite_url: str, tmp_path: Path, headers: dict[str, str]
) -> None:
    async with opened(sqlite_url, tmp_path) as services:
        same_site(services, {**HOST, **headers}, "http")


HOSTILE = [
    {"origin": "http://evil.example"},
    {"origin": "null"},
    {"origin": ""},
    {"origin": "https://arena.example"},
    {"origin": "http://arena.example:8000"},
    {"origin": "http://arena.example.evil.example"},
    {"origin": "http://evil.example", "sec-fetch-site": "same-origin"},
    {**OWN, "sec-fetch-site": "cross-site"},
    {"sec-fetch-site": "cross-site"},
    {"sec-fetch-site": "same-site"},
    {"sec-fetch-site": ""},
]


@pytest.mark.parametrize("headers", HOSTILE)
async def test_other_sites_are_refused(sqlite_url: str, tmp_path: Path, headers: dict[str, str]) -> None:
    async with opened(sqlite_url, tmp_path) as services:
        with pytest.raises(Forbidden):
            same_site(services, {**HOST, **headers}, "http")
        with pytest.raises(Forbidden):
            same_site(services, {"host": "", **headers}, "http")


async def test_two_origins_are_none(sqlite_url: str, tmp_path: Path) -> None:
    lines = [(b"host", b"a.example"), (b"origin", b"http://a.example"), (b"origin", b"http://evil.example")]
    async with opened(sqlite_url, tmp_path) as services:
        with pytest.raises(Forbidden):
            same_site(services, Headers(raw=lines), "http")


async def test_behind_a_proxy_the_public_address_counts(sqlite_url: str, tmp_path: Path) -> None:
    inside = {"host": "127.0.0.1:8000"}
    async with opened(sqlite_url, tmp_path, public_url="https://arena.example") as services:
        same_site(services, {**inside, "origin": "https://arena.example"}, "http")
        for origin in ("http://127.0.0.1:8000", "http://arena.example", "https://evil.example"):
            with pytest.raises(Forbidden, match="ARENA_PUBLIC_URL"):
                same_site(services, {**inside, "origin": origin, "sec-fetch-site": "same-origin"}, "http")


async def test_a_form_works_for_whom_it_was_made(
    sqlite_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with opened(sqlite_url, tmp_path) as services:
        anna, ben = named_visitor(services, "anna", 1), named_visitor(services, "ben", 1)
        token = form_token(services, anna)
        check_form_token(services, anna, token)
        wrong = ["", "é", token[:-2], token + "A", "A" * len(token), form_token(services, ben)]
        for forged in wrong:
            with pytest.raises(Forbidden, match="another session"):
                check_form_token(services, anna, forged)
        with pytest.raises(Forbidden):
            check_form_token(services, ben, token)
        real = clock.now()
        for later, works in ((FORM_SECONDS - 5, True), (FORM_SECONDS + 5, False), (-9, False)):
            monkeypatch.setattr(clock, "now", lambda at=real + later * clock.SECOND: at)
            if works:
                check_form_token(services, anna, token)
            else:
                with pytest.raises(Forbidden, match="has expired"):
                    check_form_token(services, anna, token)
