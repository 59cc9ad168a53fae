"""One line in the log for each request, where that is asked for.

A line has nothing that the client chose: paths and queries may hold secrets, so it names the route.
"""

from __future__ import annotations

import logging

from starlette.types import Scope

from service.api.middleware.request_counts import method_of
from service.logs.lines import fields

logger = logging.getLogger(__name__)


def log_request(scope: Scope, route: str, status: int, seconds: float, body_bytes: int) -> None:
    """Log a request that has ended. The status is 0 if there was no response."""
    values = fields(
        method=method_of(scope), route=route, status=status, ms=round(seconds * 1000, 2), bytes=body_bytes
    )
    logger.info("answered", extra=values)
