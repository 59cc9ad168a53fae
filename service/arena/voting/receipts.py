"""Receipts: cookies that come with the images of a matchup, and prove at the vote that both were sent.

An image is often sent by another process than the one that takes the vote. So the proof travels with the
browser: the number of the matchup, the side and the time, signed. Nothing is written for an image, nothing is
lost when a process restarts, and a receipt is of no use for any other matchup. Clients that keep no cookies
cannot prove that they looked; see decision 0050.
"""

from __future__ import annotations

from collections.abc import Mapping

from service.arena.access.signing import signed, unsigned
from service.arena.access.visitors import joined
from service.arena.services import Services
from service.arena.voting.matchup_ids import MatchupRef
from service.domain import clock
from service.domain.images import Side
from service.domain.matchups import EXPIRY, LOOK

SIDES: tuple[Side, Side] = ("left", "right")
_PURPOSE = b"receipt"
_ID_BYTES, _TIME_BYTES = 8, 6
_BYTES = _ID_BYTES + 1 + _TIME_BYTES
_MILLISECOND = 1_000
_ATTRIBUTES = "Path=/; HttpOnly; SameSite=Lax"


def receipt(secret: bytes, matchup: int, side: Side, sent_at: int) -> str:
    """Return the Set-Cookie value for one side of a matchup that is sent now."""
    text = signed(secret, _PURPOSE, _head(matchup, side) + _time(sent_at))
    return f"{_name(matchup, side)}={text}; Max-Age={EXPIRY // clock.SECOND}; {_ATTRIBUTES}"


def sent_before(secret: bytes, cookie: str, matchup: int, side: Side, now: int) -> int:
    """Return when a side was first sent, by the cookies of a request; now if they do not say.

    A browser may ask for another size of an image that it has shown for a while.
    """
    times = (_time_in(secret, matchup, side, text) for text in _cookies(cookie).get(_name(matchup, side), ()))
    return int(min((now, *times)))


def spent(secret: bytes, matchup_id: str) -> list[str]:
    """Return the Set-Cookie values that make a browser forget the receipts of a matchup. Raise NotFound.

    Browsers keep a limited number of cookies, so none may stay behind.
    """
    matchup = MatchupRef.parse(secret, matchup_id).number
    return [f"{_name(matchup, side)}=; Max-Age=0; {_ATTRIBUTES}" for side in SIDES]


def is_seen(services: Services, headers: Mapping[str, str], matchup_id: str) -> bool:
    """Return whether both images of a matchup were sent to the sender of a request, long enough ago to look.

    By the clocks of the servers. Raise NotFound if there can be no such matchup.
    """
    matchup = MatchupRef.parse(services.secret, matchup_id).number
    cookies = _cookies(joined(headers).get("cookie", ""))
    latest = clock.now() - LOOK
    return all(
        any(
            _time_in(services.secret, matchup, side, text) <= latest
            for text in cookies.get(_name(matchup, side), ())
        )
        for side in SIDES
    )


def _cookies(header: str) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for one in header.split(";"):
        name, _, value = one.strip().partition("=")
        found.setdefault(name, []).append(value)
    return found


def _time_in(secret: bytes, matchup: int, side: Side, text: str) -> float:
    """Return when the side was sent, in microseconds; never for a receipt that is forged or another's."""
    data = unsigned(secret, _PURPOSE, text, _BYTES)
    if data is None or not data.startswith(_head(matchup, side)):
        return float("inf")
    return int.from_bytes(data[-_TIME_BYTES:], "big") * _MILLISECOND


def _head(matchup: int, side: Side) -> bytes:
    return matchup.to_bytes(_ID_BYTES, "big") + (b"\0" if side == "left" else b"\1")


def _time(at: int) -> bytes:
    return (at // _MILLISECOND).to_bytes(_TIME_BYTES, "big")


def _name(matchup: int, side: Side) -> str:
    # A browser has few matchups at a time: that two share a name is improbable, and costs one vote.
    return f"arena_seen_{matchup & 0xFFFF:04x}_{side[0]}"
