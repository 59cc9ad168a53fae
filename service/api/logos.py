"""The logo of an arena over HTTP. That of the site is uploaded in `/admin`."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Response

from service.api.deps import CATALOG
from service.api.preconditions import Precondition, changed
from service.api.request_bodies import FormBody, Upload, needed
from service.arena.catalog import arenas
from service.arena.catalog.versions import change_expected
from service.arena.images import logos
from service.domain.branding import MAX_LOGO_BYTES
from service.http.deps import Services, no_query
from service.http.schemas.arenas import ArenaOut
from service.http.schemas.images import FORM_BYTES, NewLogo

router = APIRouter(prefix="/api/v1/arenas/{arena}/logo", tags=["catalog"])

_ABOUT = "A PNG, JPEG or WebP image of up to 1 MB."
Body = Annotated[
    Upload[NewLogo],
    Depends(FormBody(NewLogo, MAX_LOGO_BYTES + FORM_BYTES, file_required=True, about=_ABOUT)),
]


@router.put("", response_model=ArenaOut, dependencies=[Depends(CATALOG), Depends(no_query)])
async def set_logo(arena: str, services: Services, body: Body, expected: Precondition) -> Response:
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


@router.delete("", status_code=204, response_class=Response, dependencies=[Depends(CATALOG)])
async def remove_logo(arena: str, services: Services, expected: Precondition) -> None:
    """Remove the logo of an arena, if it has one."""
    await services.database.write(
        change_expected,
        expected,
        lambda session: arenas.get(session, arena),
        lambda session: logos.set_of_arena(session, arena, None),
    )
