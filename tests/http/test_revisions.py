"""What a response depends on: its arena's revision, or that of every arena, and the catalog's."""

from __future__ import annotations

from service.domain.arenas import EVERY_ARENA
from service.http.revisions import revisions_of


def test_the_revisions_of_a_response() -> None:
    known = {"": 3, "a": 5, "b": 7}
    assert revisions_of(known, "a")[:2] == (3, 5)
    assert revisions_of(known, "none")[:2] == (3, 0)
    assert revisions_of(known, EVERY_ARENA)[:2] == (3, 12)
