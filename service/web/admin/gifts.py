"""Images of the playground that an administrator adds to an arena."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Annotated

from fastapi import APIRouter, Query, Response

from service.arena.access import keys
from service.arena.access.admins import Admin
from service.arena.catalog import arenas
from service.arena.catalog.choices import Choice
from service.arena.generations import gifts
from service.arena.generations.gifts import Gift, Given, OfferedImage
from service.arena.generations.outputs import output_path
from service.errors import ArenaError, Invalid
from service.http.schemas.arenas import NewPrompt
from service.web.admin.context import AdminContext, Context, Form
from service.web.admin.forms import Field, FilledForm, filled, parse, refused, sent
from service.web.admin.pages import head_of, to
from service.web.filters import counted
from service.web.rendering import Head, render

router = APIRouter(prefix="/admin/gifts", include_in_schema=False)

_ARENA = Field("arena", "Arena", "choice", required=True)
_ABOUT = (
    Field("themes", "Themes", "words", source="themes"),
    Field("language", "Language", hint="The prompt's, such as en.", source="languages"),
)
_CHOSEN = "generation"


@dataclass(frozen=True, slots=True)
class GiftPage:
    """The page that asks: the images with their addresses, and the form that adds them."""

    head: Head
    admin: Admin
    token: str
    prompt: str
    images: Sequence[tuple[OfferedImage, str]]
    form: FilledForm


@router.get("")
async def ask(context: Context, generation: Annotated[Sequence[str], Query()] = ()) -> Response:
    """Return the images that were chosen, and the form for the arena that gets them."""
    return await _show(context, generation, _form(context, generation))


@router.post("")
async def add(context: Context, data: Form) -> Response:
    """Add the images, then show those of their prompt."""
    text = data.get(_CHOSEN)
    names = text.split(",") if isinstance(text, str) else []
    values = sent((_ARENA, *_ABOUT), data)
    try:
        given = await _add(context, names, values)
    except ArenaError as error:
        form = refused(_form(context, names), values, error)
        return await _show(context, names, form, error.status)
    path = f"/admin/arenas/{given.arena.slug}/images?prompt={given.prompt.id}"
    return to(f"{path}&added={given.added}&known={given.known}")


async def _add(context: AdminContext, names: Sequence[str], values: dict[str, str]) -> Given:
    slug = values.get("arena", "")
    if not slug:
        raise Invalid("choose an arena")
    opened = await gifts.open_gift(context.services, await _key(context), names)
    about = parse(NewPrompt, (*_ABOUT, Field("text", "Prompt")), {**values, "text": opened.text}, new=True)
    gift = Gift(names, about.themes, about.language)
    models = ", ".join(image.model for image in opened.images)
    return await context.do(
        "create",
        f"{counted(len(names), 'generated image')} in {slug}",
        lambda session: gifts.add(session, slug, opened, gift),
        f"{models}: {opened.text}",
    )


async def _key(context: AdminContext) -> keys.Key:
    return await context.services.database.read(keys.get, context.admin.key_id)


def _form(context: AdminContext, names: Sequence[str]) -> FilledForm:
    label = f"Add {counted(len(names), 'image')}"
    return filled("/admin/gifts", label, (_ARENA, *_ABOUT), context.token, generation=",".join(names))


async def _show(context: AdminContext, names: Sequence[str], form: FilledForm, status: int = 200) -> Response:
    read = context.services.database.read
    rows = await read(gifts.offered, await _key(context), names)
    places = [
        Choice(arena.slug, arena.name) for arena in await read(arenas.running) if gifts.takes_images(arena)
    ]
    form = replace(form, fields=[replace(_ARENA, choices=places), *form.fields[1:]])
    (form,) = await context.offering([form])
    images = [(row, output_path(context.services.secret, row.number)) for row in rows]
    page = GiftPage(
        head_of("Add to arena", context.request), context.admin, context.token, rows[0].prompt, images, form
    )
    return render(context.request, "admin/gift.html", page, status)
