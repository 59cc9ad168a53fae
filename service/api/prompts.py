"""Prompts over HTTP."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Query, Request, Response

from service.api.deps import CATALOG
from service.api.preconditions import Precondition, changed
from service.api.request_bodies import FormBody, JsonBody, Upload
from service.api.responses import Creation, show, show_record
from service.api.schemas.galleries import PromptGalleryOut
from service.arena.catalog import prompt_sources, prompts
from service.arena.models.prompt_gallery import prompt_gallery
from service.arena.services import Reading
from service.domain.paging import Page
from service.http.deps import Services, no_query, reader
from service.http.schemas.arenas import NewPrompt, PromptOut, PromptsOut
from service.http.schemas.images import MAX_UPLOAD, NewSource
from service.http.schemas.tables import TablePageQuery
from service.http.tables.answers import ListView, answer_list

router = APIRouter(prefix="/api/v1/arenas/{arena}/prompts", tags=["catalog"])


@router.get("", response_model=PromptsOut, dependencies=[Depends(reader)])
async def list_prompts(request: Request, arena: str, query: Annotated[TablePageQuery, Query()]) -> Response:
    """List the prompts of an arena, oldest first."""

    def page(wanted: Page) -> Reading[PromptsOut]:
        return lambda session: PromptsOut.model_validate(prompts.page(session, arena, wanted))

    return await answer_list(request, query, arena, ListView(f"{arena}-prompts", PromptOut, page))


@router.post("", status_code=201, response_model=PromptOut)
async def create_prompt(
    arena: str, creation: Creation, body: Annotated[NewPrompt, Depends(JsonBody(NewPrompt))]
) -> Response:
    """Add a prompt. Themes can be spelled in any way, and the case of the language does not matter."""
    return await creation.run(
        lambda session: PromptOut.model_validate(prompts.create(session, arena, **body.model_dump()))
    )


@router.get("/{prompt_id}", response_model=PromptOut, dependencies=[Depends(reader), Depends(no_query)])
async def get_prompt(request: Request, arena: str, prompt_id: int, services: Services) -> Response:
    """Return a prompt of an arena."""
    return await show_record(
        request,
        services,
        lambda session: prompts.get(session, arena, prompt_id),
        PromptOut.model_validate,
        arena,
    )


@router.get(
    "/{prompt_id}/images",
    response_model=PromptGalleryOut,
    dependencies=[Depends(reader), Depends(no_query)],
)
async def list_prompt_images(request: Request, arena: str, prompt_id: int, services: Services) -> Response:
    """List what all models made for a prompt, with their ranks and the votes, if it is a public example."""
    return await show(
        request,
        services,
        lambda session: PromptGalleryOut.of(prompt_gallery(session, arena, prompt_id)),
        arena,
    )


@router.post(
    "/{prompt_id}/source-image", response_model=PromptOut, dependencies=[Depends(CATALOG), Depends(no_query)]
)
async def set_source_image(
    arena: str,
    prompt_id: int,
    services: Services,
    body: Annotated[Upload[NewSource], Depends(FormBody(NewSource, MAX_UPLOAD, file_required=False))],
    expected: Precondition,
) -> Response:
    """Set the image to edit: an uploaded file, or one at `url`, or one at the prompt's source URL."""
    if body.file is None:
        prompt = await prompt_sources.fetch(services, arena, prompt_id, body.fields.url, expected)
    else:
        prompt = await prompt_sources.upload(services, arena, prompt_id, body.file, expected)
    return changed(PromptOut.model_validate(prompt), prompt)
