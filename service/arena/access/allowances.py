"""What is left of the limits that a request was counted on, for the headers of its response.

The headers are those of the IETF's draft "RateLimit header fields for HTTP": `RateLimit-Policy` says how many
requests there may be in a minute, `RateLimit` how many are left (`r`) and in how many seconds there are as
many as at first (`t`). What is left is known where this process counts alone; the policy always is.
"""

from __future__ import annotations

import math
from contextvars import ContextVar
from typing import NamedTuple

from service.domain.rate_limits import Limit

_MINUTE = 60.0
_MOST = 4
_NAMES = {int(limit): limit.name.lower().replace("_", "-") for limit in Limit}


class Allowance(NamedTuple):
    """A limit that a request was counted on, and in how many seconds it is full; None if not known."""

    kind: int
    per_minute: int
    owed: float | None


_counted: ContextVar[tuple[Allowance, ...]] = ContextVar("arena-allowances", default=())


def note(kind: int, per_minute: int, owed: float | None) -> None:
    """Note that the current request was counted."""
    # A request is counted on three at most; what runs outside of requests must not collect them.
    _counted.set((*_counted.get()[-_MOST + 1 :], Allowance(kind, per_minute, owed)))


def headers() -> list[tuple[bytes, bytes]]:
    """Return the headers about the limits of the current request, none if it was not counted."""
    counted = _counted.get()
    if not counted:
        return []
    policies = ", ".join(f'"{_NAMES[one.kind]}";q={one.per_minute};w=60' for one in counted)
    left = ", ".join(_left(one.kind, one.per_minute, one.owed) for one in counted if one.owed is not None)
    made = [(b"ratelimit-policy", policies.encode())]
    if left:
        made.append((b"ratelimit", left.encode()))
    return made


def _left(kind: int, per_minute: int, owed: float) -> str:
    # A little more: sums of fractions are a little off.
    left = max(0, int((_MINUTE - owed) * per_minute / _MINUTE + 1e-6))
    return f'"{_NAMES[kind]}";r={left};t={math.ceil(owed)}'
