"""The ledger: what happened to an arena's votes, day by day, and how many are held."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Query, Request, Response

from service.api.schemas.ledger import IntegrityOut, LedgerOut, LedgerQuery
from service.api.schemas.tables import integrity_frame, ledger_frame
from service.arena.boards.ledger import ledger
from service.arena.integrity import published
from service.http.deps import Services, reader
from service.http.schemas.tables import TableQuery
from service.http.tables.answers import Asked, View, answer_uncached

router = APIRouter(prefix="/api/v1/arenas/{arena}", tags=["reading"], dependencies=[Depends(reader)])


@router.get("/ledger", response_model=LedgerOut)
async def get_ledger(
    request: Request, arena: str, query: Annotated[LedgerQuery, Query()], services: Services
) -> Response:
    """Return for each day how many votes there are, how many count, and why the others do not."""

    async def read() -> LedgerOut:
        return LedgerOut.of(await ledger(services, arena, query.first, query.last))

    # Not cached by revision: a skip changes the ledger without a new one.
    view = View(f"{arena}-ledger", lambda out: out, ledger_frame)
    return await answer_uncached(Asked.of(request, query), read, view)


@router.get("/integrity", response_model=IntegrityOut)
async def get_integrity(
    request: Request, arena: str, query: Annotated[TableQuery, Query()], services: Services
) -> Response:
    """Return how many votes are held for review, day by day, for which kinds of reason."""

    async def read() -> IntegrityOut:
        return IntegrityOut.of(await services.database.read(published.of_arena, arena))

    # Not cached by revision: a vote that is held on arrival changes this without a new one.
    view = View(f"{arena}-integrity", lambda out: out, integrity_frame)
    return await answer_uncached(Asked.of(request, query), read, view)
