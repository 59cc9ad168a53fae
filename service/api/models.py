"""Models over HTTP."""

from __future__ import annotations

from dataclasses import replace
from typing import Annotated

from fastapi import APIRouter, Depends, Query, Request, Response

from service.api.deps import CATALOG
from service.api.preconditions import Precondition, changed
from service.api.request_bodies import JsonBody
from service.api.responses import Creation, content
from service.api.schemas.models import ModelPageOut, ModelQuery
from service.arena.access.keys import Key
from service.arena.catalog import models
from service.arena.catalog.versions import change_expected, version_of
from service.arena.models.page import model_page
from service.arena.services import Reading
from service.domain.arenas import EVERY_ARENA
from service.domain.paging import Page
from service.http.deps import Services, reader
from service.http.response_cache import Content
from service.http.responses import answer
from service.http.schemas.catalog import ModelOut, ModelPatch, ModelsOut, NewModel
from service.http.schemas.tables import TableCatalogQuery
from service.http.tables.answers import ListView, answer_list

router = APIRouter(prefix="/api/v1/models", tags=["catalog"])


@router.get("", response_model=ModelsOut, dependencies=[Depends(reader)])
async def list_models(request: Request, query: Annotated[TableCatalogQuery, Query()]) -> Response:
    """List the models by slug."""

    def page(wanted: Page) -> Reading[ModelsOut]:
        return lambda session: ModelsOut.model_validate(models.page(session, wanted, retired=query.retired))

    return await answer_list(request, query, "", ListView("models", ModelOut, page))


@router.post("", status_code=201, response_model=ModelOut)
async def create_model(
    creation: Creation,
    key: Annotated[Key, Depends(CATALOG)],
    body: Annotated[NewModel, Depends(JsonBody(NewModel))],
) -> Response:
    """Add a model."""
    return await creation.run(
        lambda session: ModelOut.model_validate(
            models.create(session, body.slug, body.fields(), created_by=key.id)
        )
    )


@router.get("/{model}", response_model=ModelPageOut, dependencies=[Depends(reader)])
async def get_model(
    request: Request, model: str, query: Annotated[ModelQuery, Query()], services: Services
) -> Response:
    """Return a model, retired or not, with everything its page shows."""

    async def produce() -> Content:
        page = await model_page(services, model, theme=query.theme)
        return replace(content(services, ModelPageOut.of(page)), version=version_of(page.model))

    return await answer(request, EVERY_ARENA, produce)


@router.patch("/{model}", response_model=ModelOut, dependencies=[Depends(CATALOG)])
async def change_model(
    model: str,
    body: Annotated[ModelPatch, Depends(JsonBody(ModelPatch))],
    services: Services,
    expected: Precondition,
) -> Response:
    """Change a model. Fields left out stay as they are."""
    new = await services.database.write(
        change_expected,
        expected,
        lambda session: models.get(session, model),
        lambda session: models.change(session, model, body.fields()),
    )
    return changed(ModelOut.model_validate(new), new)


@router.delete("/{model}", status_code=204, response_class=Response, dependencies=[Depends(CATALOG)])
async def retire_model(model: str, services: Services, expected: Precondition) -> None:
    """Retire a model: it leaves the lists, and its votes, ratings and offers stay."""
    await services.database.write(
        change_expected,
        expected,
        lambda session: models.get(session, model),
        lambda session: models.retire(session, model),
    )
