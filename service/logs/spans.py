"""Spans: what happens behind a request, for traces. Without a tracer they cost nothing."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import AbstractContextManager, nullcontext
from typing import Protocol


class Span(Protocol):
    """What is used of a span of OpenTelemetry."""

    def set_attribute(self, key: str, value: int) -> None:
        """Describe what was done."""


class Tracer(Protocol):
    """What is used of a tracer of OpenTelemetry."""

    def start_as_current_span(
        self, name: str, *, attributes: Mapping[str, str | int]
    ) -> AbstractContextManager[Span]:
        """Return a span that begins when it is entered."""


_OFF = nullcontext()
_tracers: list[Tracer] = []


def trace_with(tracer: Tracer | None) -> None:
    """Make spans with this tracer from now on, or none."""
    _tracers[:] = [] if tracer is None else [tracer]


def span(name: str, **attributes: str | int) -> AbstractContextManager[Span | None]:
    """Return a span to enclose some work in; it is None if nobody traces."""
    if not _tracers:
        return _OFF
    return _tracers[0].start_as_current_span(name, attributes=attributes)
