"""An arena's images: the routes that list, add, and withdraw them."""

from __future__ import annotations

from dataclasses import replace
from typing import Annotated

from fastapi import APIRouter, Query, Response
from pydantic import BaseModel
from pydantic import Field as Limited

from service.arena.access.admins import check_admin_token
from service.arena.catalog import prompts
from service.arena.catalog.choices import Choice
from service.arena.images import images
from service.domain.images import Image
from service.domain.paging import Page, page_of
from service.errors import ArenaError, FieldError, Invalid
from service.http.deps import own_page
from service.http.multipart import read_form
from service.http.schemas.images import MAX_UPLOAD, NewImage
from service.web.admin.confirming import Question, unconfirmed
from service.web.admin.context import AdminContext, Context, Form
from service.web.admin.forms import Field, FilledForm, filled, parse, refused, sent
from service.web.admin.pages import Button, Cell, Row, to
from service.web.admin.votes import reason_of
from service.web.filters import counted

router = APIRouter(prefix="/admin/arenas/{arena}/images", include_in_schema=False)

_FIELDS = (
    Field("model", "Model", hint="Type to find it.", required=True, source="models"),
    Field("prompt_id", "Prompt", "number", "Its number. Type to find it.", required=True),
    Field("file", "File", "file", "PNG, JPEG, or WebP, up to 20 MB and 20 megapixels.", required=True),
)
_SIZE = 100
_LONGEST = 80


class Filter(BaseModel):
    """Which images are listed, and how many of them were just added or were there already."""

    prompt: int | None = None
    model: str = ""
    cursor: str | None = None
    added: Annotated[int | None, Limited(ge=0)] = None
    known: Annotated[int, Limited(ge=0)] = 0


@router.get("")
async def every(context: Context, arena: str, query: Annotated[Filter, Query()]) -> Response:
    """Return an arena's images, optionally of one prompt or model, and the form for a new one."""
    values = {} if query.prompt is None else {"prompt_id": str(query.prompt)}
    return await _list(
        context, arena, filled(_path(arena), "Add image", _FIELDS, context.token, values), query
    )


@router.post("")
async def add(context: Context, arena: str) -> Response:
    """Add an image."""
    own_page(context.request)
    form = await read_form(context.request, ("file",), MAX_UPLOAD)
    check_admin_token(context.services, context.admin, form.fields.get("token", ""))
    values = sent(_FIELDS, form.fields)
    try:
        body = parse(NewImage, _FIELDS[:2], values, new=True)
        await _add(context, arena, body, form.files.get("file"))
    except ArenaError as error:
        again = filled(_path(arena), "Add image", _FIELDS, context.token)
        return await _list(context, arena, refused(again, values, error), Filter(), error.status)
    return to(f"{_path(arena)}?prompt={body.prompt_id}")


async def _add(context: AdminContext, arena: str, body: NewImage, data: bytes | None) -> None:
    if not data:
        raise Invalid("file is required", [FieldError("file", "is required")])
    model, prompt_id = body.model, body.prompt_id
    stored = await images.prepare(context.services, arena, model, prompt_id, data)
    await context.do(
        "create",
        f"image in {arena}",
        lambda session: images.take_in(session, arena, model, prompt_id, stored, origin="upload"),
        f"{model}, prompt {prompt_id}",
    )


@router.post("/{image_id}/withdrawal")
async def withdraw(context: Context, arena: str, image_id: int, data: Form) -> Response:
    """Withdraw an image."""
    reason = reason_of(data.get("reason"))
    question = Question(
        f"Withdraw image {image_id}?",
        "It is shown to nobody any more, and no matchup has it. Votes on it still count.",
        "Withdraw",
        _path(arena),
    )
    if asked := unconfirmed(context, data, question):
        return asked
    await context.do(
        "withdraw",
        f"image {image_id} in {arena}",
        lambda session: images.withdraw(session, arena, image_id, reason),
        reason,
    )
    return to(_path(arena))


def _path(arena: str) -> str:
    return f"/admin/arenas/{arena}/images"


async def _list(
    context: AdminContext, arena: str, form: FilledForm, query: Filter, status: int = 200
) -> Response:
    form = replace(form, fields=[await _offered(context, arena, field) for field in form.fields])
    listing = await context.services.database.read(
        images.page, arena, page_of(query.cursor, _SIZE), prompt_id=query.prompt, model=query.model or None
    )
    return await context.show(
        f"Images in {arena}",
        status,
        crumbs=[Cell("Arenas", "/admin/arenas"), Cell(arena, f"/admin/arenas/{arena}")],
        columns=("Image", "Model", "Prompt", "Size", "Origin", "State", ""),
        rows=[_row(arena, image) for image in listing.items],
        empty="No images yet.",
        links=_links(arena, query.prompt),
        forms=[form],
        cursor=listing.next_cursor,
        notice=_notice(query),
    )


def _notice(query: Filter) -> str:
    if query.added is None:
        return ""
    known = f"{counted(query.known, 'image')} {'was' if query.known == 1 else 'were'} there already."
    return " ".join([f"Added {counted(query.added, 'image')}.", *([known] if query.known else [])])


def _links(arena: str, prompt: int | None) -> list[Cell]:
    """Return where to go from the images of one prompt."""
    if prompt is None:
        return []
    return [Cell(f"Prompt {prompt}", f"/arenas/{arena}/prompts/{prompt}"), Cell("All images", _path(arena))]


async def _offered(context: AdminContext, arena: str, field: Field) -> Field:
    """Return a field, and the one of the prompt with the first prompts to choose from."""
    if field.name != "prompt_id":
        return field
    first = await context.services.database.read(prompts.page, arena, Page("", _SIZE))
    return replace(field, choices=[Choice(str(one.id), one.text[:_LONGEST]) for one in first.items])


def _row(arena: str, image: Image) -> Row:
    withdrawn = image.withdrawn_at is not None
    picture = Cell(f"{image.id}", image="" if withdrawn else image.url)
    prompt = Cell(str(image.prompt_id), f"{_path(arena)}?prompt={image.prompt_id}")
    texts = (
        f"{image.width} x {image.height}",
        image.origin,
        f"withdrawn: {image.withdrawn_reason}" if withdrawn else "",
    )
    button = Button(f"{_path(arena)}/{image.id}/withdrawal", "Withdraw", ask="Reason")
    return Row([picture, Cell(image.model), prompt, *map(Cell, texts)], [] if withdrawn else [button])
