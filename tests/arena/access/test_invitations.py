"""Invitations: signed, for a time, and worth so many networks however they are passed on."""

from __future__ import annotations

from pathlib import Path

from starlette.datastructures import Headers

from service.arena.access.invitations import COOKIE, Invitation
from service.arena.access.visitors import Visitor, visitor_of
from service.arena.services import Services
from service.domain import clock
from tests.support.votes.arenas import arena_services

SECRET = b"a secret"


def test_there_and_back_until_its_last_day() -> None:
    invitation = Invitation.new(20, 7)
    assert Invitation.parse(SECRET, invitation.token(SECRET)) == invitation
    assert invitation.cookie(SECRET).startswith(f"{COOKIE}={invitation.token(SECRET)}; Max-Age=")
    assert Invitation.parse(b"another", invitation.token(SECRET)) is None
    assert Invitation.parse(SECRET, "forged") is None
    ended = invitation._replace(last_day=clock.now() // clock.DAY - 1)
    assert Invitation.parse(SECRET, ended.token(SECRET)) is None
    assert Invitation.new(1, 1).number != invitation.number


def visitor(services: Services, address: str, cookie: str) -> Visitor:
    return visitor_of(services, Headers({"cookie": cookie}), address, "http")


async def test_who_is_invited_counts_for_the_invitation(sqlite_url: str, tmp_path: Path) -> None:
    async with arena_services(sqlite_url, tmp_path, large_networks="192.0.2.0/24=3") as services:
        cookie = f"{COOKIE}={Invitation.new(20, 0).token(services.secret)}"
        one, other = (visitor(services, address, cookie) for address in ("192.0.2.1", "198.51.100.1"))
        assert one.source == other.source
        assert (one.networks, other.networks) == (20, 20)
        assert one.address != other.address  # rate limits stay those of the networks
        plain = visitor(services, "192.0.2.1", f"{COOKIE}=forged")
        assert (plain.source, plain.networks) == (one.address, 3)
