"""What the name of a license settles, and what it leaves open."""

from __future__ import annotations

import re

YES, NO, UNKNOWN = "yes", "no", "unknown"

# The first pattern that a name holds decides; what it does not settle stays unknown. OpenRAIL and
# community licenses publish the weights and tie their use to conditions a name does not tell.
_SETTLED = (
    (r"proprietary|closed", NO, UNKNOWN),
    (r"cc[ -]by[ -]nc", YES, NO),
    (r"non-?commercial|research[ -]only", UNKNOWN, NO),
    (r"apache|\bmit\b|\bbsd\b|\b[al]?gpl\b|\bmpl\b|\bcc0\b|cc[ -]by\b|unlicense", YES, YES),
    (r"openrail|community|\bopen\b", YES, UNKNOWN),
)


def facts_of(name: str) -> tuple[str, str]:
    """Whether the weights are open and commercial use is allowed, each ``yes``, ``no`` or ``unknown``."""
    plain = name.lower()
    for pattern, weights_open, commercial_use in _SETTLED:
        if re.search(pattern, plain):
            return weights_open, commercial_use
    return UNKNOWN, UNKNOWN
