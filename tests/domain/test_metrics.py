"""Counts whose labels are bounded, and histograms."""

from __future__ import annotations

from service.domain.metrics import OTHER, Counts, Histogram


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


def test_values_are_counted_below_each_bound() -> None:
    histogram = Histogram((0.001, 0.5, 2))
    for value in (0.0005, 0.001, 0.4, 0.5, 1, 2, 2.5, 100):
        histogram.observe(value)
    assert list(histogram.cumulative()) == [("0.001", 2), ("0.5", 4), ("2", 6), ("+Inf", 8)]
    assert histogram.total == 106.4015


def test_nothing_is_nothing() -> None:
    assert list(Histogram(()).cumulative()) == [("+Inf", 0)]
