"""Counts by labels whose number is bounded."""

from __future__ import annotations

from service.domain.counts import OTHER, Counts


def test_they_add_up_by_labels() -> None:
    counts = Counts()
    counts.add("demo", "completed")
    counts.add("demo", "completed", number=2)
    counts.add("demo", "refused")
    assert dict(counts) == {("demo", "completed"): 3, ("demo", "refused"): 1}
    assert counts["luma", "completed"] == 0


def test_labels_beyond_the_bound_are_counted_together() -> None:
    counts = Counts(most=3)
    for number in range(10):
        counts.add(f"vendor-{number}", "completed")
    counts.add("vendor-1", "completed")
    assert counts[OTHER, OTHER] == 7
    assert counts["vendor-1", "completed"] == 2
    assert len(dict(counts)) == 4
