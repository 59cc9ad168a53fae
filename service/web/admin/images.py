"""An arena's images: looked at, added and withdrawn."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query, Response
from pydantic import BaseModel

from service.arena.access.admins import check_admin_token
from service.arena.images import images
from service.domain.images import Image
from service.domain.paging import page_of
from service.errors import ArenaError, FieldError, Invalid
from service.http.deps import own_page
from service.http.multipart import read_form
from service.http.schemas.images import MAX_UPLOAD, NewImage
from service.web.admin.context import AdminContext, AtDesk, Form
from service.web.admin.forms import Field, FilledForm, filled, parse, refused, sent
from service.web.admin.pages import Button, Cell, Row, to
from service.web.admin.votes import reason_of

router = APIRouter(prefix="/admin/arenas/{arena}/images", include_in_schema=False)

_FIELDS = (
    Field("model", "Model", hint="The model's slug.", required=True),
    Field("prompt_id", "Prompt", "number", "The prompt's number, from the list of prompts.", required=True),
    Field("file", "File", "file", "PNG, JPEG, or WebP, up to 20 MB and 20 megapixels.", required=True),
)
_SIZE = 100


class Filter(BaseModel):
    """Which images are listed."""

    prompt: int | None = None
    model: str = ""
    cursor: str | None = None


@router.get("")
async def every(desk: AtDesk, arena: str, query: Annotated[Filter, Query()]) -> Response:
    """Return an arena's images, of a prompt or a model if one is named, and the form for a new one."""
    values = {} if query.prompt is None else {"prompt_id": str(query.prompt)}
    return await _list(desk, arena, filled(_path(arena), "Add image", _FIELDS, desk.token, values), query)


@router.post("")
async def add(desk: AtDesk, arena: str) -> Response:
    """Add an image."""
    own_page(desk.request)
    form = await read_form(desk.request, ("file",), MAX_UPLOAD)
    check_admin_token(desk.services, desk.admin, form.fields.get("token", ""))
    values = sent(_FIELDS, form.fields)
    try:
        body = parse(NewImage, _FIELDS[:2], values, new=True)
        await _add(desk, arena, body, form.files.get("file"))
    except ArenaError as error:
        again = filled(_path(arena), "Add image", _FIELDS, desk.token)
        return await _list(desk, arena, refused(again, values, error), Filter(), error.status)
    return to(f"{_path(arena)}?prompt={body.prompt_id}")


async def _add(desk: AdminContext, arena: str, body: NewImage, data: bytes | None) -> None:
    if not data:
        raise Invalid("file is required", [FieldError("file", "is required")])
    model, prompt_id = body.model, body.prompt_id
    stored = await images.prepare(desk.services, arena, model, prompt_id, data)
    await desk.do(
        "create",
        f"image in {arena}",
        lambda session: images.take_in(session, arena, model, prompt_id, stored, origin="upload"),
        f"{model}, prompt {prompt_id}",
    )


@router.post("/{image_id}/withdrawal")
async def withdraw(desk: AtDesk, arena: str, image_id: int, data: Form) -> Response:
    """Withdraw an image."""
    reason = reason_of(data.get("reason"))
    await desk.do(
        "withdraw",
        f"image {image_id} in {arena}",
        lambda session: images.withdraw(session, arena, image_id, reason),
        reason,
    )
    return to(_path(arena))


def _path(arena: str) -> str:
    return f"/admin/arenas/{arena}/images"


async def _list(
    desk: AdminContext, arena: str, form: FilledForm, query: Filter, status: int = 200
) -> Response:
    found = await desk.services.database.read(
        images.page, arena, page_of(query.cursor, _SIZE), prompt_id=query.prompt, model=query.model or None
    )
    return desk.show(
        f"Images in {arena}",
        status,
        crumbs=[Cell("Arenas", "/admin/arenas"), Cell(arena, f"/admin/arenas/{arena}")],
        columns=("Image", "Model", "Prompt", "Size", "Origin", "State", ""),
        rows=[_row(arena, image) for image in found.items],
        empty="No images yet.",
        forms=[form],
        more=found.next_cursor,
    )


def _row(arena: str, image: Image) -> Row:
    gone = image.withdrawn_at is not None
    picture = Cell(f"{image.id}", image="" if gone else image.url)
    prompt = Cell(str(image.prompt_id), f"{_path(arena)}?prompt={image.prompt_id}")
    texts = (
        f"{image.width} × {image.height}",
        image.origin,
        f"withdrawn: {image.withdrawn_reason}" if gone else "",
    )
    button = Button(f"{_path(arena)}/{image.id}/withdrawal", "Withdraw", ask="Reason")
    return Row([picture, Cell(image.model), prompt, *map(Cell, texts)], [] if gone else [button])
