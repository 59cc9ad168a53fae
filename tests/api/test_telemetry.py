"""Traces and metrics go to a collector if the standard variables name one, and cost nothing otherwise."""

from __future__ import annotations

import asyncio
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.support.network.otlp import attributes, collecting
from tests.support.processes.server import ServerProcess
from tests.support.runs.faults import prepared
from tests.support.runs.waiting import wait_until
from tests.support.served.api import request

TRACE, PARENT = "4bf92f3577b34da6a3ce929d0e0e4736", "00f067aa0ba902b7"
ROUTE = "/api/v1/arenas/{arena}/votes"
READS = "GET /api/v1/models"
# Serves one request and prints which modules of OpenTelemetry's SDK were imported.
_SERVE = """
import sys
for name in sys.argv[3:]:
    sys.modules[name] = None
from pathlib import Path
from tests.support.served.api import serving
with serving(sys.argv[1], Path(sys.argv[2])) as api:
    assert api.get("/healthz").status_code == 200
    print([name for name, module in sys.modules.items() if module and name.startswith("opentelemetry.sdk")])
"""


@pytest.mark.slow
def test_a_collector_sees_the_trace_of_a_vote(sqlite_url: str, tmp_path: Path) -> None:
    key = asyncio.run(prepared(sqlite_url, tmp_path))
    headers = {"Authorization": f"Bearer {key}", "traceparent": f"00-{TRACE}-{PARENT}-01"}
    server = ServerProcess(sqlite_url, tmp_path)
    server.environment |= {"OTEL_BSP_SCHEDULE_DELAY": "50", "OTEL_METRIC_EXPORT_INTERVAL": "200"}
    with collecting() as collector:
        server.environment["OTEL_EXPORTER_OTLP_ENDPOINT"] = collector.endpoint
        with server:
            _use(server.base, headers)
            names = {f"POST {ROUTE}", "arena.record", READS}
            wait_until(lambda: {span.name for span in collector.spans} >= names, "the spans")
            wait_until(lambda: "http.server.request.duration" in collector.metrics, "the metrics")
    (request,), (record,), (read,) = map(collector.named, (f"POST {ROUTE}", "arena.record", READS))
    assert request.trace_id.hex() == record.trace_id.hex() == TRACE
    assert request.parent_span_id.hex() == PARENT
    assert record.parent_span_id == request.span_id
    assert attributes(list(record.attributes))["arena.votes"] == 3
    assert attributes(list(request.attributes))["http.route"] == ROUTE
    found = attributes(list(read.attributes))
    assert (found["arena.request_id"], found["url.query"]) == ("read-1", "REDACTED")


def _use(base: str, headers: dict[str, str]) -> None:
    """Report three votes, and read something with a query."""
    vote = {"model_left": "m0", "model_right": "m1", "outcome": "left"}
    answer = request("POST", f"{base}/api/v1/arenas/t2i/votes", json={"votes": [vote] * 3}, headers=headers)
    assert (answer.status_code, answer.headers["X-Request-ID"]) == (200, TRACE)
    request("GET", f"{base}/api/v1/models", params={"limit": 7}, headers={"X-Request-ID": "read-1"})


@pytest.mark.slow
@pytest.mark.parametrize(
    ("endpoint", "missing"), [("", []), ("http://127.0.0.1:9", ["opentelemetry.sdk.trace"])]
)
def test_nothing_is_imported_where_it_is_off_or_missing(
    sqlite_url: str, tmp_path: Path, project_root: Path, endpoint: str, missing: list[str]
) -> None:
    done = subprocess.run(
        [sys.executable, "-c", _SERVE, sqlite_url, str(tmp_path), *missing],
        env={**os.environ, "OTEL_EXPORTER_OTLP_ENDPOINT": endpoint},
        cwd=project_root,
        capture_output=True,
        text=True,
        check=True,
    )
    assert ("automatic telemetry configuration failed" in done.stderr) == bool(missing)
    assert ("arena-service[telemetry]" in done.stderr) == bool(missing)
    if not missing:
        assert done.stdout.strip() == "[]"
