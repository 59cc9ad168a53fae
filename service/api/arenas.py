"""Arenas over HTTP. The logo of the site is uploaded in `/admin`."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Query, Request, Response

from service.api.deps import CATALOG
from service.api.preconditions import Precondition, changed
from service.api.request_bodies import FormBody, JsonBody, Upload, needed
from service.api.responses import Creation, show_record
from service.arena.catalog import arenas
from service.arena.catalog.versions import change_expected
from service.arena.images import logos
from service.arena.services import Reading
from service.domain.arenas import EVERY_ARENA
from service.domain.branding.logos import MAX_LOGO_BYTES
from service.domain.paging import Page
from service.http.deps import Services, no_query, reader
from service.http.schemas.arenas import ArenaOut, ArenaPatch, ArenasOut, NewArena
from service.http.schemas.images import FORM_BYTES, NewLogo
from service.http.schemas.tables import TableCatalogQuery
from service.http.tables.answers import ListView, answer_list

router = APIRouter(prefix="/api/v1/arenas", tags=["catalog"])

_ABOUT_LOGOS = "A PNG, JPEG or WebP image of up to 1 MB."
LogoBody = Annotated[
    Upload[NewLogo],
    Depends(FormBody(NewLogo, MAX_LOGO_BYTES + FORM_BYTES, file_required=True, about=_ABOUT_LOGOS)),
]


@router.get("", response_model=ArenasOut, dependencies=[Depends(reader)])
async def list_arenas(request: Request, query: Annotated[TableCatalogQuery, Query()]) -> Response:
    """List the arenas by slug."""

    def page(wanted: Page) -> Reading[ArenasOut]:
        return lambda session: ArenasOut.of(arenas.page(session, wanted, retired=query.retired))

    return await answer_list(request, query, EVERY_ARENA, ListView("arenas", ArenaOut, page))


@router.post("", status_code=201, response_model=ArenaOut)
async def create_arena(
    creation: Creation, body: Annotated[NewArena, Depends(JsonBody(NewArena))]
) -> Response:
    """Add an arena. Only a recount can change its rating parameters."""
    rating = body.rating.model_dump()
    return await creation.run(
        lambda session: ArenaOut.of(arenas.create(session, body.slug, body.fields(), rating, body.both_bad))
    )


@router.get("/{arena}", response_model=ArenaOut, dependencies=[Depends(reader), Depends(no_query)])
async def get_arena(request: Request, arena: str, services: Services) -> Response:
    """Return an arena, retired or not."""
    return await show_record(
        request, services, lambda session: arenas.get(session, arena), ArenaOut.of, arena
    )


@router.patch("/{arena}", response_model=ArenaOut, dependencies=[Depends(CATALOG)])
async def change_arena(
    arena: str,
    body: Annotated[ArenaPatch, Depends(JsonBody(ArenaPatch))],
    services: Services,
    expected: Precondition,
) -> Response:
    """Change the description of an arena. Fields left out stay as they are."""
    new = await services.database.write(
        change_expected,
        expected,
        lambda session: arenas.get(session, arena),
        lambda session: arenas.change(session, arena, body.fields()),
    )
    return changed(ArenaOut.of(new), new)


@router.delete("/{arena}", status_code=204, response_class=Response, dependencies=[Depends(CATALOG)])
async def retire_arena(arena: str, services: Services, expected: Precondition) -> None:
    """Retire an arena: it leaves the lists, and its log and ratings stay."""
    await services.database.write(
        change_expected,
        expected,
        lambda session: arenas.get(session, arena),
        lambda session: arenas.retire(session, arena),
    )


@router.put("/{arena}/logo", response_model=ArenaOut, dependencies=[Depends(CATALOG), Depends(no_query)])
async def set_logo(arena: str, services: Services, body: LogoBody, expected: Precondition) -> Response:
    """Set the logo of an arena: PNG, JPEG or WebP, up to 1 MB. It is reduced to 480 by 96 pixels."""
    await services.database.read(arenas.get, arena)
    logo = await logos.store(services, needed(body.file))
    new = await services.database.write(
        change_expected,
        expected,
        lambda session: arenas.get(session, arena),
        lambda session: logos.set_of_arena(session, arena, logo),
    )
    return changed(ArenaOut.of(new), new)


@router.delete("/{arena}/logo", status_code=204, response_class=Response, dependencies=[Depends(CATALOG)])
async def remove_logo(arena: str, services: Services, expected: Precondition) -> None:
    """Remove the logo of an arena, if it has one."""
    await services.database.write(
        change_expected,
        expected,
        lambda session: arenas.get(session, arena),
        lambda session: logos.set_of_arena(session, arena, None),
    )
