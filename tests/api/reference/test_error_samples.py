"""A sample of each error says what a request could be told."""

from __future__ import annotations

from service.api.reference.error_samples import SAMPLES


def test_each_says_something() -> None:
    for kind, sample in SAMPLES.items():
        assert type(sample) is kind
        assert sample.detail
