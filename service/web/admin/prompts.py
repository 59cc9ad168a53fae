"""An arena's prompts: the routes that list and add them."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query, Response

from service.arena.catalog import prompts
from service.domain.catalog import Prompt
from service.domain.paging import page_of
from service.errors import ArenaError
from service.http.schemas.arenas import NewPrompt
from service.web import filters
from service.web.admin.context import AdminContext, Context, Form
from service.web.admin.forms import Field, FilledForm, filled, parse, refused, sent
from service.web.admin.pages import Cell, Row, to

router = APIRouter(prefix="/admin/arenas/{arena}/prompts", include_in_schema=False)

_FIELDS = (
    Field("text", "Text", "area", required=True),
    Field(
        "language",
        "Language",
        hint="A language's tag, such as pt-BR. Type its name to find it.",
        source="languages",
    ),
    Field("themes", "Themes", "words", source="themes"),
    Field(
        "source_image",
        "Image to edit",
        hint="Only in image-editing arenas: the URL or name of the source image.",
    ),
)
_SIZE = 100
_LONGEST = 200


@router.get("")
async def every(context: Context, arena: str, cursor: Annotated[str | None, Query()] = None) -> Response:
    """Return an arena's prompts, and the form for a new one."""
    return await _list(context, arena, _form(context, arena), cursor)


@router.post("")
async def create(context: Context, arena: str, data: Form) -> Response:
    """Add a prompt."""
    values = sent(_FIELDS, data)
    try:
        body = parse(NewPrompt, _FIELDS, values, new=True)
        await context.do(
            "create",
            f"prompt in {arena}",
            lambda session: prompts.create(session, arena, **body.model_dump()),
            body.text,
        )
    except ArenaError as error:
        return await _list(context, arena, refused(_form(context, arena), values, error), None, error.status)
    return to(_path(arena))


def _path(arena: str) -> str:
    return f"/admin/arenas/{arena}/prompts"


def _form(context: AdminContext, arena: str) -> FilledForm:
    return filled(_path(arena), "Add prompt", _FIELDS, context.token)


async def _list(
    context: AdminContext, arena: str, form: FilledForm, cursor: str | None, status: int = 200
) -> Response:
    listing = await context.services.database.read(prompts.page, arena, page_of(cursor, _SIZE))
    return await context.show(
        f"Prompts in {arena}",
        status,
        crumbs=[Cell("Arenas", "/admin/arenas"), Cell(arena, f"/admin/arenas/{arena}")],
        columns=("Number", "Text", "Themes", "Language", "Images"),
        rows=[_row(arena, prompt) for prompt in listing.items],
        empty="No prompts yet.",
        forms=[form],
        cursor=listing.next_cursor,
    )


def _row(arena: str, prompt: Prompt) -> Row:
    text = prompt.text if len(prompt.text) <= _LONGEST else prompt.text[:_LONGEST] + "…"
    language = filters.language(prompt.language) if prompt.language else ""
    images = Cell("Images", f"/admin/arenas/{arena}/images?prompt={prompt.id}")
    page = Cell(text, f"/arenas/{arena}/prompts/{prompt.id}")
    return Row([Cell(str(prompt.id)), page, Cell(", ".join(prompt.themes)), Cell(language), images])
