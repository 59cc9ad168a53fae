"""The joint posteriors of refits that a process keeps: what weighted means of several axes are computed from.

They are not stored: that of 50 models on 22 themes and languages takes 13 MB, which no compression makes
small. The process that computes a refit has its posterior for nothing. Any other, and one that was started
since, computes the refit again once somebody asks.
"""

from __future__ import annotations

from collections import OrderedDict

from service.db.queries.log.refits import RefitKey
from service.rating.pooling.joint import JointFit

MOST_BYTES = 64_000_000
"""How much memory they may take together. The one that was used last is always kept."""


class KeptJoints:
    """The joint posteriors that were computed or used last. For one event loop."""

    def __init__(self) -> None:
        self._kept: OrderedDict[RefitKey, JointFit] = OrderedDict()

    def find(self, key: RefitKey) -> JointFit | None:
        """Return the joint posterior of a refit, None if it is not in memory."""
        if key in self._kept:
            self._kept.move_to_end(key)
        return self._kept.get(key)

    def keep(self, key: RefitKey, joint: JointFit) -> None:
        """Keep a joint posterior; forget older ones of the arena, and those not used for longest."""
        for other in [one for one in self._kept if one.arena_id == key.arena_id and one < key]:
            del self._kept[other]
        self._kept[key] = joint
        self._kept.move_to_end(key)
        while len(self._kept) > 1 and sum(one.bytes for one in self._kept.values()) > MOST_BYTES:
            self._kept.popitem(last=False)
