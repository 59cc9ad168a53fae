"""Whether the process is alive, and whether it is ready: for service managers and load balancers."""

from __future__ import annotations

from typing import Literal

from fastapi import APIRouter, Depends, Request, Response
from pydantic import BaseModel

from service.arena.health import check_ready
from service.http.deps import Services, anyone

router = APIRouter(tags=["operation"], dependencies=[Depends(anyone)])

_ALIVE = b'{"status":"ok"}'
_NO_STORE = {"Cache-Control": "no-store"}


class HealthOut(BaseModel):
    """The service is healthy."""

    status: Literal["ok"]


@router.get("/healthz", response_model=HealthOut)
async def get_health(_request: Request) -> Response:
    """Check that the process answers. It checks nothing else."""
    return Response(_ALIVE, media_type="application/json", headers=_NO_STORE)


@router.get("/readyz", response_model=HealthOut)
async def get_readiness(services: Services) -> Response:
    """Check that the database answers and has the schema of this version; answer 503 if not."""
    await check_ready(services.database)
    return Response(_ALIVE, media_type="application/json", headers=_NO_STORE)
