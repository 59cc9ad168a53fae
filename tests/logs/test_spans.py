"""Spans where somebody traces, and none otherwise."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager

from service.logs.spans import Span, span, trace_with


class Recorded:
    """A tracer that keeps names and attributes; OpenTelemetry's is tested in tests/api/test_telemetry.py."""

    def __init__(self) -> None:
        self.spans: list[dict[str, object]] = []

    @contextmanager
    def start_as_current_span(self, name: str, *, attributes: Mapping[str, str | int]) -> Iterator[Span]:
        self.spans.append({"name": name, **attributes})
        yield self

    def set_attribute(self, key: str, value: int) -> None:
        self.spans[-1][key] = value


def test_a_span_is_made_while_somebody_traces() -> None:
    tracer = Recorded()
    trace_with(tracer)
    try:
        with span("record", arena=1) as made:
            assert made is not None
            made.set_attribute("votes", 3)
    finally:
        trace_with(None)
    with span("record", arena=2) as made:
        assert made is None
    assert tracer.spans == [{"name": "record", "arena": 1, "votes": 3}]
