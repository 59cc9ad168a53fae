"""Organizations, models and arenas: listed, made, changed and retired, all by the same few routes."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Query, Response

from service.domain.paging import page_of
from service.errors import ArenaError, NotFound
from service.web.admin.context import AdminContext, AtDesk, Form
from service.web.admin.forms import FilledForm, filled, parse, refused, sent
from service.web.admin.pages import Button, Cell, Row, to
from service.web.admin.resources import NOUNS, Resource

router = APIRouter(prefix="/admin", include_in_schema=False)

_SIZE = 100


def noun_of(many: str) -> Resource:
    """Return the noun of a list's name; raise NotFound."""
    found = NOUNS.get(many)
    if found is None:
        raise NotFound(f"there is nothing to administer called {many[:100]!r}")
    return found


@router.get("/{many}")
async def every(desk: AtDesk, many: str, cursor: Annotated[str | None, Query()] = None) -> Response:
    """Return the list of a noun, retired ones too, and the form for a new one."""
    noun = noun_of(many)
    return await _list(desk, noun, _new(desk, noun), cursor=cursor)


@router.post("/{many}")
async def create(desk: AtDesk, many: str, data: Form) -> Response:
    """Make what the form describes."""
    noun = noun_of(many)
    values = sent(noun.fields, data)
    try:
        body = parse(noun.new, noun.fields, values, new=True)
        await desk.do(
            "create", f"{noun.one} {values.get('slug', '')}", lambda session: noun.create(session, body)
        )
    except ArenaError as error:
        return await _list(desk, noun, refused(_new(desk, noun), values, error), status=error.status)
    return to(f"{noun.path}/{values['slug']}?saved=1")


@router.get("/{many}/{slug}")
async def one(desk: AtDesk, many: str, slug: str, *, saved: bool = False) -> Response:
    """Return one of a noun, to be changed."""
    noun = noun_of(many)
    found = await desk.services.database.read(noun.get, slug)
    return _one(desk, noun, found, _change(desk, noun, found), notice="Saved." if saved else "")


@router.post("/{many}/{slug}")
async def change(desk: AtDesk, many: str, slug: str, data: Form) -> Response:
    """Change one as the form says."""
    noun = noun_of(many)
    found = await desk.services.database.read(noun.get, slug)
    values, before = sent(noun.changeable, data), noun.values(found)
    changed = ", ".join(name for name, value in values.items() if value != before[name])
    try:
        body = parse(noun.patch, noun.changeable, values, new=False)
        await desk.do(
            "change", f"{noun.one} {slug}", lambda session: noun.change(session, slug, body), changed
        )
    except ArenaError as error:
        form = refused(_change(desk, noun, found), values, error)
        return _one(desk, noun, found, form, status=error.status)
    return to(f"{noun.path}/{slug}?saved=1")


@router.post("/{many}/{slug}/retirement")
async def retire(desk: AtDesk, many: str, slug: str, data: Form) -> Response:
    """Retire one, or bring it back, as the button says."""
    noun, retired = noun_of(many), data.get("retired") == "yes"
    body = noun.patch.model_validate({"retired": retired})
    action = "retire" if retired else "bring back"
    await desk.do(action, f"{noun.one} {slug}", lambda session: noun.change(session, slug, body))
    return to(f"{noun.path}/{slug}?saved=1")


def _new(desk: AdminContext, noun: Resource) -> FilledForm:
    return filled(noun.path, f"Add the {noun.one}", noun.fields, desk.token)


def _change(desk: AdminContext, noun: Resource, found: Any) -> FilledForm:
    return filled(f"{noun.path}/{found.slug}", "Save", noun.changeable, desk.token, noun.values(found))


async def _list(
    desk: AdminContext, noun: Resource, form: FilledForm, *, cursor: str | None = None, status: int = 200
) -> Response:
    page = page_of(cursor, _SIZE)
    found = await desk.services.database.read(noun.page, page, retired=True)
    return desk.show(
        noun.many.capitalize(),
        status,
        columns=("Slug", *noun.columns, ""),
        rows=[_row(noun, item) for item in found.items],
        empty=f"No {noun.one} yet.",
        forms=[form],
        more=found.next_cursor,
    )


def _row(noun: Resource, item: Any) -> Row:
    state = "retired" if item.retired_at is not None else ""
    slug = Cell(item.slug, f"{noun.path}/{item.slug}")
    return Row([slug, *map(Cell, noun.cells(item)), Cell(state)])


def _one(
    desk: AdminContext, noun: Resource, found: Any, form: FilledForm, *, notice: str = "", status: int = 200
) -> Response:
    retired = found.retired_at is not None
    button = Button(
        f"{noun.path}/{found.slug}/retirement",
        "Bring back" if retired else "Retire",
        hidden=("retired", "no" if retired else "yes"),
    )
    return desk.show(
        found.slug,
        status,
        crumbs=[Cell(noun.many.capitalize(), noun.path)],
        links=noun.beside(found.slug),
        forms=[form],
        buttons=[button],
        notice=notice,
    )
