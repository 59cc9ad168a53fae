"""The audit log: who changed what, and when."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Entry:
    """One action of an API key, or of the service itself, at a time in microseconds since 1970.

    ``action`` is a short word such as ``create`` or ``void``, ``subject`` names what it was done to, and
    ``detail`` describes it. ``key_id`` is None for what the service did by itself, and for
    logins that failed.
    """

    id: int
    at: int
    key_id: int | None
    key_name: str
    action: str
    subject: str
    detail: str
