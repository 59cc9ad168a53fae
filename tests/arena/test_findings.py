"""Findings."""

from __future__ import annotations

from service.arena.findings import Finding, ids


def test_long_lists_are_cut() -> None:
    assert ids([1, 2]) == "1, 2"
    assert ids(range(1, 100)).endswith("19, 20 …")
    assert Finding("disk", well=True, detail="x")._asdict() == {"what": "disk", "well": True, "detail": "x"}
