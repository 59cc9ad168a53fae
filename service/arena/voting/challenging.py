"""Challenges: what an arena asks of visitors whose network has been dealt many matchups in a day.

By default none does. A challenge holds nobody back who has patience: it makes trying many cookies cost
something, before the limits on what counts. Decision 0054 says what for.
"""

from __future__ import annotations

import hashlib
from dataclasses import replace

from service.arena.access import passes
from service.arena.access.signing import key_of, mac
from service.arena.access.visitors import Visitor
from service.arena.services import Services
from service.db.queries.live import turnouts
from service.domain import clock
from service.domain.arenas import NO_CHALLENGE, WORK, Arena
from service.domain.limits import work
from service.domain.limits.turnouts import Kind, TurnoutKey
from service.errors import ChallengeNeeded, Invalid
from service.providers import captchas

MOST = 50_000
"""The numbers of which one is to be found: a third of a second in a browser, more on an old phone."""
MOST_TIMES = 16
"""How many times as much work somebody is asked for who is far over the limit."""
_PURPOSE = b"work"
_WHY = (
    "your network was dealt many matchups today; to go on, solve the challenge and send the solution as "
    "`proof`"
)


async def check(services: Services, visitor: Visitor, arena_id: int) -> None:
    """Raise ChallengeNeeded if the arena asks the visitor for a proof before the next matchup."""
    arena = await services.voting.pools.arena(arena_id)
    if arena.challenge == NO_CHALLENGE or visitor.named or visitor.passed:
        return
    network = await services.access.network_keys.hash_of(visitor.source)
    after = services.settings.challenge_after * visitor.networks
    if network is None:
        return
    key = TurnoutKey(Kind.DEALT.value, clock.now() // clock.DAY, network)
    known = await services.database.read(turnouts.find, arena_id, [key])
    dealt = known[key].total if key in known else 0
    if dealt < after:
        return
    kind = _kind(services, arena)
    if kind == WORK:
        asked = _work(services, visitor, dealt // after)
        raise ChallengeNeeded(_WHY, {"kind": WORK, **asked._asdict()})
    raise ChallengeNeeded(_WHY, {"kind": kind, "site_key": services.settings.captcha_site_key})


async def prove(services: Services, visitor: Visitor, arena_id: int, proof: str) -> tuple[Visitor, str]:
    """Return the visitor with a pass for the arena's challenge, and the cookie that has it.

    Raise Invalid if the proof is wrong, has expired or is another's, and Unavailable if nobody can tell.
    """
    arena = await services.voting.pools.arena(arena_id)
    if not await _is_right(services, visitor, _kind(services, arena), proof):
        raise Invalid("the proof is wrong, has expired, or is another visitor's; ask for another challenge")
    return replace(visitor, passed=True), passes.cookie(services.secret, visitor.voter)


def _kind(services: Services, arena: Arena) -> str:
    """Return what the arena asks for: work where the keys of its CAPTCHA are not set."""
    settings = services.settings
    return arena.challenge if settings.captcha_site_key and settings.captcha_secret else WORK


async def _is_right(services: Services, visitor: Visitor, kind: str, proof: str) -> bool:
    settings = services.settings
    if kind in captchas.URLS:
        url = settings.captcha_url or captchas.URLS[kind]
        return await captchas.is_solved(url, settings.captcha_secret, proof)
    now = clock.now() // clock.SECOND
    return work.is_done(_key(services.secret), _owner(services.secret, visitor), proof, now)


def _work(services: Services, visitor: Visitor, times: int) -> work.Work:
    until = clock.now() // clock.SECOND + passes.SECONDS
    most = MOST * min(max(times, 1), MOST_TIMES)
    return work.new(_key(services.secret), _owner(services.secret, visitor), until, most)


def _owner(secret: bytes, visitor: Visitor) -> str:
    return mac(secret, _PURPOSE, visitor.voter.to_bytes(8, "big", signed=True)).hex()


def _key(secret: bytes) -> bytes:
    return hashlib.blake2b(_PURPOSE, key=key_of(secret)).digest()
