"""``GET /metrics``: the requests, the recorder and the pools of this process, and the votes of every arena.

docs/operations.md explains each metric. No metric names a voter, an IP address or a key.
"""

from __future__ import annotations

import gzip

from fastapi import APIRouter, Depends, Request, Response
from prometheus_client import CollectorRegistry, ProcessCollector
from prometheus_client.exposition import CONTENT_TYPE_LATEST, generate_latest

from service.api.metrics.of_arenas import ArenaMetrics
from service.api.metrics.of_process import ProcessMetrics
from service.api.middleware.request_counts import RequestCounts
from service.arena.boards.events import Events
from service.arena.boards.figures import Figures
from service.arena.services import Services
from service.http.deps import reader
from service.http.response_cache import takes_gzip

router = APIRouter(tags=["operation"])

_EXAMPLE = """# HELP arena_votes_total Votes in the log.
# TYPE arena_votes_total counter
arena_votes_total{arena="text-to-image",kind="reported"} 1204.0
"""


class Metrics:
    """The metrics of a server process, in their own registry."""

    def __init__(self, services: Services, requests: RequestCounts, events: Events) -> None:
        self._figures = Figures(services)
        self._arenas = ArenaMetrics()
        self._registry = CollectorRegistry(auto_describe=False)
        self._registry.register(ProcessMetrics(services, requests, events))
        self._registry.register(self._arenas)
        ProcessCollector(registry=self._registry)

    async def render(self) -> bytes:
        """Return all metrics in Prometheus' format."""
        self._arenas.current = await self._figures.read()
        return generate_latest(self._registry)


@router.get(
    "/metrics",
    dependencies=[Depends(reader)],
    response_class=Response,
    responses={200: {"content": {"text/plain": {"schema": {"type": "string"}, "example": _EXAMPLE}}}},
)
async def get_metrics(request: Request) -> Response:
    """Return the metrics of the service in Prometheus' format."""
    metrics: Metrics = request.app.state.metrics
    body = await metrics.render()
    headers = {"Cache-Control": "no-store", "Vary": "Accept-Encoding"}
    if takes_gzip(request.headers.get("accept-encoding", "").encode("latin-1")):
        body, headers["Content-Encoding"] = gzip.compress(body, 5, mtime=0), "gzip"
    return Response(body, media_type=CONTENT_TYPE_LATEST, headers=headers)
