"""Rate limits: an allowance holds a minute's worth and refills evenly.

An allowance is kept as one number, the moment at which it will be full again (GCRA, the "leaky bucket as a
meter"). Up to that moment the time line is divided into slots, one for each thing that was let through, and
slot ``p`` can be used from a minute before ``p`` until ``p``. So no minute sees more than the limit and what
refills meanwhile, in whatever order and by whomever the slots are used. That is why several processes can
share an allowance: each leases slots of its own, and slots that nobody uses pass by themselves.
"""

from __future__ import annotations

import math
from enum import IntEnum
from typing import NamedTuple

from service.domain import clock

MINUTE = 60 * clock.SECOND

# A slice is this part of what is left: an even client of several processes then loses little to slices that
# the others hold, and most clients need one slice in half a minute.
_SLICE = 4
# Sums of fractions are a little off.
_ROUNDING = 1e-6


class Limit(IntEnum):
    """What is limited. The values are stored."""

    KEY = 1
    PACE = 2
    VOTER_ASSIGN = 3
    VOTER_VOTE = 4
    VOTER_SKIP = 5
    VOTER_UNDO = 6
    ADDRESS_ASSIGN = 7
    ADDRESS_VOTE = 8
    ADDRESS_SKIP = 9
    ADDRESS_UNDO = 10
    VOTER_DATA = 11
    ADDRESS_DATA = 12
    VOTER_GENERATE = 13
    ADDRESS_GENERATE = 14


VOTER_LIMITS = (Limit.PACE, *(limit for limit in Limit if limit.name.startswith("VOTER_")))


class Subject(NamedTuple):
    """Who has an allowance: a limit's number, and that of the voter, network (keyed hashes) or API key."""

    kind: int
    number: int


class Usage(NamedTuple):
    """How many microseconds from now a subject's allowance needs to be full again."""

    subject: Subject
    micros: int


class Slice(NamedTuple):
    """Leased slots of an allowance, each ``step`` microseconds long; the first is ``ahead`` from now.

    If there are none, ``wait`` is the time until there is one.
    """

    ahead: float
    slots: int
    step: float
    wait: float = 0.0

    @property
    def end(self) -> int:
        """When the allowance is full again, in microseconds from now, after these slots were leased."""
        return math.ceil(self.ahead + self.slots * self.step)


def lease(ahead: float, per_minute: int, wanted: int) -> Slice:
    """Return the next slice of an allowance that is full again ``ahead`` microseconds from now.

    A slice has what is wanted at once, and otherwise a part of what is left. Its slots begin half a minute
    from now: slots that are nearer would pass before a process that leased them in advance could use them.
    So the processes together let half a minute's worth through at once, and in the long run all of it.
    """
    step = MINUTE / per_minute
    begin = max(MINUTE - math.ceil(per_minute / 2) * step, min(ahead, MINUTE))
    room = int((MINUTE - begin) / step + _ROUNDING)
    if room < 1:
        return Slice(begin, 0, step, begin + step - MINUTE)
    return Slice(begin, min(room, max(wanted, room // _SLICE)), step, begin + (room + 1) * step - MINUTE)
