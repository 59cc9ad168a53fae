"""The security headers of every response, in one place: added to most as they leave, and to cached ones once.

HTML and SVG responses without a content security policy of their own get the strict one: nothing from other
sites, nothing inline, and not shown in another site's frame.
"""

from __future__ import annotations

from collections.abc import Iterable

PREPARED = "arena.prepared"
"""The key in the message that starts a response whose headers are complete already."""

Headers = list[tuple[bytes, bytes]]

_ALWAYS = (
    (b"x-content-type-options", b"nosniff"),
    (b"referrer-policy", b"same-origin"),
)
_POLICY_NAME = b"content-security-policy"
_POLICY = (
    b"default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; "
    b"manifest-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
# The types in which a browser would run scripts.
_DOCUMENTS = (b"text/html", b"image/svg+xml")
# For browsers that do not know frame-ancestors; the others ignore it.
_NO_FRAME = (b"x-frame-options", b"DENY")


def with_security(headers: Iterable[tuple[bytes, bytes]]) -> Headers:
    """Return the headers of a response with those that it lacks."""
    complete = list(headers)
    values = dict(complete)
    complete += [header for header in _ALWAYS if header[0] not in values]
    if _POLICY_NAME not in values:
        complete += [header for header in [_NO_FRAME] if header[0] not in values]
        if values.get(b"content-type", b"").startswith(_DOCUMENTS):
            complete.append((_POLICY_NAME, _POLICY))
    return complete
