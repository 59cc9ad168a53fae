"""Organizations, models, and arenas: the routes that list, create, change, and retire them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Annotated

from fastapi import APIRouter, Query, Response

from service.arena.catalog.versions import Expected, change_expected, version_of
from service.domain.paging import page_of
from service.errors import ArenaError, NotFound, Outdated
from service.web.admin.confirming import Question, unconfirmed
from service.web.admin.context import AdminContext, Context, Form
from service.web.admin.forms import FilledForm, filled, parse, refused, sent
from service.web.admin.pages import Button, Cell, Row, to
from service.web.admin.resources import RESOURCES, Item, Resource

router = APIRouter(prefix="/admin", include_in_schema=False)

_SIZE = 100


def resource_of(plural: str) -> Resource:
    """Return the resource with a plural name; raise NotFound."""
    if plural not in RESOURCES:
        raise NotFound(f"there is no admin page for {plural[:100]!r}")
    return RESOURCES[plural]


@router.get("/{plural}")
async def every(context: Context, plural: str, cursor: Annotated[str | None, Query()] = None) -> Response:
    """Return the list of a resource, including retired entries, and the form for a new one."""
    resource = resource_of(plural)
    return await _list(context, resource, _new(context, resource), cursor=cursor)


@router.post("/{plural}")
async def create(context: Context, plural: str, data: Form) -> Response:
    """Create what the form describes."""
    resource = resource_of(plural)
    values = sent(resource.fields, data)
    try:
        body = parse(resource.new, resource.fields, values, new=True)
        await context.do(
            "create",
            f"{resource.singular} {values.get('slug', '')}",
            lambda session: resource.create(session, body),
        )
    except ArenaError as error:
        return await _list(
            context, resource, refused(_new(context, resource), values, error), status=error.status
        )
    return to(f"{resource.path}/{values['slug']}?saved=1")


@router.get("/{plural}/{slug}")
async def one(context: Context, plural: str, slug: str, *, saved: bool = False) -> Response:
    """Return the form that changes one entry."""
    resource = resource_of(plural)
    item = await context.services.database.read(resource.get, slug)
    return await _one(
        context, resource, item, _change(context, resource, item), notice="Saved." if saved else ""
    )


@router.post("/{plural}/{slug}")
async def change(context: Context, plural: str, slug: str, data: Form) -> Response:
    """Change one entry as the form says."""
    resource = resource_of(plural)
    item = await context.services.database.read(resource.get, slug)
    values, before = sent(resource.changeable, data), resource.values(item)
    version = data.get("version")
    expected = Expected(frozenset({version})) if isinstance(version, str) else None
    changed = ", ".join(name for name, value in values.items() if value != before[name])
    try:
        body = parse(resource.patch, resource.changeable, values, new=False)
        await context.do(
            "change",
            f"{resource.singular} {slug}",
            lambda session: change_expected(
                session,
                expected,
                lambda session: resource.get(session, slug),
                lambda session: resource.change(session, slug, body),
            ),
            changed,
        )
    except Outdated:
        item = await context.services.database.read(resource.get, slug)
        return await _one(
            context, resource, item, _again(context, resource, item, values), status=Outdated.status
        )
    except ArenaError as error:
        form = refused(_change(context, resource, item), values, error)
        return await _one(context, resource, item, form, status=error.status)
    return to(f"{resource.path}/{slug}?saved=1")


@router.post("/{plural}/{slug}/retirement")
async def retire(context: Context, plural: str, slug: str, data: Form) -> Response:
    """Retire or restore one entry, as the button says."""
    resource, retired = resource_of(plural), data.get("retired") == "yes"
    body = resource.patch.model_validate({"retired": retired})
    question = Question(
        f"Retire {resource.singular} {slug}?", resource.retiring, "Retire", f"{resource.path}/{slug}"
    )
    if retired and (asked := unconfirmed(context, data, question)):
        return asked
    action = "retire" if retired else "restore"
    await context.do(
        action, f"{resource.singular} {slug}", lambda session: resource.change(session, slug, body)
    )
    return to(f"{resource.path}/{slug}?saved=1")


def _new(context: AdminContext, resource: Resource) -> FilledForm:
    return filled(resource.path, f"Add {resource.singular}", resource.fields, context.token)


def _change(context: AdminContext, resource: Resource, item: Item) -> FilledForm:
    return filled(
        f"{resource.path}/{item.slug}",
        "Save",
        resource.changeable,
        context.token,
        resource.values(item),
        version=version_of(item),
    )


def _again(context: AdminContext, resource: Resource, item: Item, values: Mapping[str, str]) -> FilledForm:
    """Return the form of an editor whom another one overtook, with what the other one stored."""
    now = resource.values(item)
    differences = "; ".join(f"{name} is now {now[name]!r}" for name in values if values[name] != now[name])
    problem = f"somebody else saved this while you were editing: {differences or 'as you have it'}. "
    form = replace(_change(context, resource, item), values=values)
    return replace(form, problem=f"{problem}Save again to overwrite it.")


async def _list(
    context: AdminContext,
    resource: Resource,
    form: FilledForm,
    *,
    cursor: str | None = None,
    status: int = 200,
) -> Response:
    page = page_of(cursor, _SIZE)
    listing = await context.services.database.read(resource.page, page, retired=True)
    return await context.show(
        resource.plural.capitalize(),
        status,
        columns=("Slug", *resource.columns, ""),
        rows=[_row(resource, item) for item in listing.items],
        empty=f"No {resource.plural} yet.",
        forms=[form],
        cursor=listing.next_cursor,
    )


def _row(resource: Resource, item: Item) -> Row:
    state = "retired" if item.retired_at is not None else ""
    slug = Cell(item.slug, f"{resource.path}/{item.slug}")
    return Row([slug, *map(Cell, resource.cells(item)), Cell(state)])


async def _one(
    context: AdminContext,
    resource: Resource,
    item: Item,
    form: FilledForm,
    *,
    notice: str = "",
    status: int = 200,
) -> Response:
    retired = item.retired_at is not None
    found = await context.services.database.read(resource.choices, item) if resource.choices else {}
    fields = [replace(one, choices=found.get(one.name, one.choices)) for one in form.fields]
    button = Button(
        f"{resource.path}/{item.slug}/retirement",
        "Restore" if retired else "Retire",
        hidden=("retired", "no" if retired else "yes"),
    )
    return await context.show(
        item.slug,
        status,
        crumbs=[Cell(resource.plural.capitalize(), resource.path)],
        links=resource.links(item.slug),
        forms=[replace(form, fields=fields)],
        buttons=[button],
        notes=resource.notes(item) if resource.notes else (),
        notice=notice,
    )
