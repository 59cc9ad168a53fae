"""Whether the process lives, and whether it can work: for those who start, watch and balance it."""

from __future__ import annotations

from typing import Literal

from fastapi import APIRouter, Request, Response
from pydantic import BaseModel

from service.arena.health import check_ready
from service.http.deps import Services

router = APIRouter(tags=["operation"])

_ALIVE = b'{"status":"ok"}'
_NEVER_KEPT = {"Cache-Control": "no-store"}


class HealthOut(BaseModel):
    """All is well."""

    status: Literal["ok"]


@router.get("/healthz", response_model=HealthOut)
async def alive(_request: Request) -> Response:
    """Return whether the process answers; looks at nothing else."""
    return Response(_ALIVE, media_type="application/json", headers=_NEVER_KEPT)


@router.get("/readyz", response_model=HealthOut)
async def ready(services: Services) -> Response:
    """Return whether the database answers and has the schema of this version; 503 otherwise."""
    await check_ready(services.database)
    return Response(_ALIVE, media_type="application/json", headers=_NEVER_KEPT)
