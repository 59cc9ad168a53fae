"""Logos: the routes that show, upload, and remove that of the site and that of an arena."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from fastapi import APIRouter, Response

from service.arena.access.admins import Admin, check_admin_token
from service.arena.catalog import arenas
from service.arena.images import logos
from service.arena.services import Writing
from service.domain.branding.logos import MAX_LOGO_BYTES, Logo
from service.errors import ArenaError, FieldError, Invalid
from service.http.deps import own_page
from service.http.multipart import read_form
from service.http.schemas.images import FORM_BYTES
from service.web.admin.context import AdminContext, Context, Form
from service.web.admin.forms import Field, FilledForm, filled, refused
from service.web.admin.pages import Cell, head_of, to
from service.web.rendering import Head, render

router = APIRouter(prefix="/admin", include_in_schema=False)

_FIELDS = (
    Field(
        "file",
        "Image",
        "file",
        "PNG, JPEG, or WebP, up to 1 MB. Best with a transparent background and 96 pixels high or more.",
        required=True,
    ),
)
_OF_SITE = (
    "It is in the head of every page, on link previews, and on the site's card. A logo twice as wide as high "
    "stands alone; next to any other is the site's name, which is the setting ARENA_NAME. ARENA_ACCENT "
    "sets the color of links and buttons."
)
_OF_ARENA = "It is in the head of the arena's pages, next to the site's, and on the arena's link previews."


@dataclass(frozen=True, slots=True)
class LogoPage:
    """The context of a logo's page."""

    head: Head
    admin: Admin
    token: str
    crumbs: Sequence[Cell]
    about: str
    logo: Logo | None
    form: FilledForm


@dataclass(frozen=True, slots=True)
class _Owner:
    """Whose logo it is: that of an arena, or of the site if it has none."""

    arena: str | None = None

    @property
    def path(self) -> str:
        return f"/admin/arenas/{self.arena}/logo" if self.arena else "/admin/logo"

    @property
    def subject(self) -> str:
        return f"logo of {self.arena or 'the site'}"

    def setting(self, logo: Logo | None) -> Writing[object]:
        arena = self.arena
        if arena:
            return lambda session: logos.set_of_arena(session, arena, logo)
        return lambda session: logos.set_of_site(session, logo)


@router.get("/logo")
async def of_site(context: Context) -> Response:
    """Return the site's logo, and the form for another one."""
    return await _page(context, _Owner(), _form(context, _Owner()))


@router.post("/logo")
async def upload_of_site(context: Context) -> Response:
    """Set the site's logo."""
    return await _upload(context, _Owner())


@router.post("/logo/removal")
async def remove_of_site(context: Context, data: Form) -> Response:
    """Remove the site's logo."""
    return await _remove(context, data, _Owner())


@router.get("/arenas/{arena}/logo")
async def of_arena(context: Context, arena: str) -> Response:
    """Return the logo of an arena, and the form for another one."""
    return await _page(context, _Owner(arena), _form(context, _Owner(arena)))


@router.post("/arenas/{arena}/logo")
async def upload_of_arena(context: Context, arena: str) -> Response:
    """Set the logo of an arena."""
    return await _upload(context, _Owner(arena))


@router.post("/arenas/{arena}/logo/removal")
async def remove_of_arena(context: Context, arena: str, data: Form) -> Response:
    """Remove the logo of an arena."""
    return await _remove(context, data, _Owner(arena))


async def _upload(context: AdminContext, owner: _Owner) -> Response:
    own_page(context.request)
    form = await read_form(context.request, ("file",), MAX_LOGO_BYTES + FORM_BYTES)
    check_admin_token(context.services, context.admin, form.fields.get("token", ""))
    try:
        logo = await _stored(context, form.files.get("file"))
        await context.do("set", owner.subject, owner.setting(logo))
    except ArenaError as error:
        if not error.errors:
            error = Invalid(error.detail, [FieldError("file", error.detail)])
        return await _page(context, owner, refused(_form(context, owner), {}, error), error.status)
    return to(owner.path)


async def _stored(context: AdminContext, data: bytes | None) -> Logo:
    if not data:
        raise Invalid("file is required", [FieldError("file", "is required")])
    return await logos.store(context.services, data)


async def _remove(context: AdminContext, data: Form, owner: _Owner) -> Response:
    del data  # it was checked
    await context.do("remove", owner.subject, owner.setting(None))
    return to(owner.path)


def _form(context: AdminContext, owner: _Owner) -> FilledForm:
    return filled(owner.path, "Upload", _FIELDS, context.token)


async def _page(context: AdminContext, owner: _Owner, form: FilledForm, status: int = 200) -> Response:
    if owner.arena:
        arena = await context.services.database.read(arenas.get, owner.arena)
        crumbs = [Cell("Arenas", "/admin/arenas"), Cell(arena.slug, f"/admin/arenas/{arena.slug}")]
        head = replace(head_of(f"Logo of {arena.slug}", context.request), arena=arena)
        page = LogoPage(head, context.admin, context.token, crumbs, _OF_ARENA, arena.logo, form)
    else:
        logo = context.services.catalog.site_logo.logo
        head = head_of("Logo", context.request)
        page = LogoPage(head, context.admin, context.token, (), _OF_SITE, logo, form)
    return render(context.request, "admin/logo.html", page, status)
