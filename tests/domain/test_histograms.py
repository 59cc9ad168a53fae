"""Meters."""

from service.domain.histograms import Histogram


def test_values_are_counted_below_each_bound() -> None:
    meter = Histogram((0.001, 0.5, 2))
    for value in (0.0005, 0.001, 0.4, 0.5, 1, 2, 2.5, 100):
        meter.observe(value)
    assert list(meter.cumulative()) == [("0.001", 2), ("0.5", 4), ("2", 6), ("+Inf", 8)]
    assert meter.total == 106.4015


def test_nothing_is_nothing() -> None:
    assert list(Histogram(()).cumulative()) == [("+Inf", 0)]
