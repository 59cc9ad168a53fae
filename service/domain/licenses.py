"""What the name of a license says about open weights and commercial use."""

from __future__ import annotations

import re

YES, NO, UNKNOWN = "yes", "no", "unknown"

# The first pattern found in a name decides. OpenRAIL and community licenses publish the weights, but their
# conditions for commercial use are not in their names.
_FACTS = (
    (r"proprietary|closed", NO, UNKNOWN),
    (r"cc[ -]by[ -]nc", YES, NO),
    (r"non-?commercial|research[ -]only", UNKNOWN, NO),
    (r"apache|\bmit\b|\bbsd\b|\b[al]?gpl\b|\bmpl\b|\bcc0\b|cc[ -]by\b|unlicense", YES, YES),
    (r"openrail|community|\bopen\b", YES, UNKNOWN),
)


def facts_of(name: str) -> tuple[str, str]:
    """Return whether weights are open and commercial use is allowed, each ``yes``, ``no`` or ``unknown``."""
    plain = name.lower()
    for pattern, weights_open, commercial_use in _FACTS:
        if re.search(pattern, plain):
            return weights_open, commercial_use
    return UNKNOWN, UNKNOWN
