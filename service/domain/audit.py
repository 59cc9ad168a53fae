"""The audit log: what was done in the name of which key."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing that was done: when (microseconds since 1970), by which key, what, to what.

    ``action`` is a short word such as ``create`` or ``void``; ``subject`` names the thing, ``detail`` says
    more in words. ``key_name`` is the name that the key was given.
    """

    id: int
    at: int
    key_id: int
    key_name: str
    action: str
    subject: str
    detail: str
