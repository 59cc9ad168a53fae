"""Traces and metrics in OpenTelemetry's protocol, as the standard ``OTEL_…`` variables ask for them.

FastAPI makes the spans and metrics of requests and exports them, if the variables name an endpoint and the
extra ``telemetry`` is installed. Here it also gets the spans of the recorder, the folds and the providers.
Without an endpoint nothing of OpenTelemetry's SDK is imported.
"""

from __future__ import annotations

import logging
import os

from fastapi.telemetry import TelemetryConfig
from opentelemetry import metrics, trace

from service import __version__
from service.logs import request_ids, spans

CONFIG: TelemetryConfig = {
    "auto_configure": True,
    # Errors are in the log, under the id that a span has too. Exceptions may contain what users wrote.
    "logs": False,
    # Three more spans a request, which say nothing that the request's own does not.
    "operation_spans": False,
}

logger = logging.getLogger(__name__)

_ENDPOINT = "OTEL_EXPORTER_OTLP_ENDPOINT"
_QUERY = "url.query"
# Where the stand-ins for providers are from, while there are none.
_UNSET = ("opentelemetry.trace", "opentelemetry.metrics")


def is_on() -> bool:
    """Return whether FastAPI makes spans or metrics of requests: whether somebody has set up a provider."""
    return not (
        type(trace.get_tracer_provider()).__module__.startswith(_UNSET)
        and type(metrics.get_meter_provider()).__module__.startswith(_UNSET)
    )


def start_tracing() -> None:
    """Make the program's own spans, if FastAPI has set up an exporter for traces."""
    provider = trace.get_tracer_provider()
    if isinstance(provider, trace.ProxyTracerProvider):
        if os.environ.get(_ENDPOINT):
            logger.warning("%s needs the extra telemetry: pip install 'arena-service[telemetry]'", _ENDPOINT)
        return
    from opentelemetry.sdk.trace import Span, SpanProcessor, TracerProvider  # noqa: PLC0415

    class Described(SpanProcessor):
        """Names the request in its spans, and leaves out its query, which may hold what nobody should see."""

        def on_start(self, span: Span, parent_context: object = None) -> None:
            del parent_context
            request_id = request_ids.current()
            if request_id:
                span.set_attribute("arena.request_id", request_id)
            if _QUERY in (span.attributes or ()):
                span.set_attribute(_QUERY, "REDACTED")

    if isinstance(provider, TracerProvider):
        provider.add_span_processor(Described())
        spans.trace_with(provider.get_tracer("arena", __version__))
