"""Query parameters that say nothing about what is asked for: those that scripts and shared links add.

`_` is what programs add so that nothing on the way answers from memory; a ``utm_source`` stays in a link that
somebody shared. They are taken away before anything looks, so no response is kept once more for them.
"""

from __future__ import annotations

import re

_IGNORED = re.compile(rb"_|utm_[a-z0-9_]*")


def without_ignored(query: bytes) -> bytes:
    """Return a query without the parameters that are ignored."""
    return b"&".join(part for part in query.split(b"&") if not _IGNORED.fullmatch(part.partition(b"=")[0]))
