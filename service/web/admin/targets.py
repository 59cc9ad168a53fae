"""An arena's targets: how many votes a theme, a language, or a theme in a language is to get."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from urllib.parse import urlencode

from fastapi import APIRouter, Response

from service.arena.boards.targets import Progress, progress
from service.arena.catalog import arenas
from service.arena.catalog.arena_lists import TargetFields
from service.arena.catalog.choices import Choice, of_arena
from service.arena.catalog.resolving import axis_of
from service.domain.axes import Axis
from service.domain.branding.targets import Target
from service.errors import ArenaError
from service.http.schemas.arenas import TargetIn
from service.web.admin.context import AdminContext, Context, Form
from service.web.admin.forms import Field, FilledForm, filled, parse, refused, sent
from service.web.admin.pages import Button, Cell, Row, to
from service.web.filters import count
from service.web.pages.board_views import title

router = APIRouter(prefix="/admin/arenas/{arena}/targets", include_in_schema=False)

_FIELDS = (
    Field("theme", "Theme", "choice", blank="All themes"),
    Field("language", "Language", "choice", blank="All languages"),
    Field(
        "votes",
        "Votes",
        "number",
        "The number to reach, including the votes that are there already.",
        required=True,
    ),
)
_NOTE = (
    "Targets are for you: the overview shows how far they are. They do not change which matchups voters get. "
    "To reach one sooner, send voters the link to its voting page."
)


def voting_page(arena: str, axis: Axis) -> str:
    """Return the path of the page on which an axis is voted on."""
    query = {name: value for name, value in (("theme", axis.theme), ("language", axis.language)) if value}
    return f"/arenas/{arena}/vote?{urlencode(query)}"


def capitalized(axis: Axis) -> str:
    """Return an axis as the beginning of a line: ``Typography in Japanese``, ``In Japanese``."""
    words = title(axis)
    return words[:1].upper() + words[1:]


@router.get("")
async def every(context: Context, arena: str) -> Response:
    """Return an arena's targets with their progress, and the form for another one."""
    return await _list(context, arena, _form(context, arena))


@router.post("")
async def add(context: Context, arena: str, data: Form) -> Response:
    """Set the target of an axis, in place of the one that it has."""
    values = sent(_FIELDS, data)
    try:
        body = parse(TargetIn, _FIELDS, values, new=True)
        axis = axis_of(body.theme, body.language)
        await _change(context, arena, axis, body.votes)
    except ArenaError as error:
        return await _list(context, arena, refused(_form(context, arena), values, error), error.status)
    return to(_path(arena))


@router.post("/removal")
async def remove(context: Context, arena: str, data: Form) -> Response:
    """Remove the target of an axis."""
    theme, _, language = str(data.get("axis", "")).partition("/")
    await _change(context, arena, Axis(theme, language), None)
    return to(_path(arena))


async def _change(context: AdminContext, arena: str, axis: Axis, votes: int | None) -> None:
    """Set the target of an axis, or remove it without ``votes``."""
    new = [] if votes is None else [TargetFields(theme=axis.theme, language=axis.language, votes=votes)]
    action = "remove" if votes is None else "set"
    await context.do(
        action,
        f"target of {axis.label} in {arena}",
        lambda session: arenas.change(
            session,
            arena,
            {"targets": [*_without(arenas.get(session, arena).targets, axis), *new]},
        ),
        "" if votes is None else f"{votes} votes",
    )


def _without(targets: Sequence[Target], axis: Axis) -> list[TargetFields]:
    return [
        TargetFields(theme=one.axis.theme, language=one.axis.language, votes=one.votes)
        for one in targets
        if one.axis != axis
    ]


def _path(arena: str) -> str:
    return f"/admin/arenas/{arena}/targets"


def _form(context: AdminContext, arena: str) -> FilledForm:
    return filled(_path(arena), "Set target", _FIELDS, context.token)


async def _list(context: AdminContext, arena: str, form: FilledForm, status: int = 200) -> Response:
    found = await context.services.database.read(arenas.get, arena)
    rows = await context.services.database.read(progress, found)
    choices = await context.services.database.read(of_arena, found.id)
    offered = [
        replace(one, choices=[Choice("", one.blank), *choices[one.name]]) if one.kind == "choice" else one
        for one in form.fields
    ]
    return await context.show(
        f"Targets of {arena}",
        status,
        crumbs=[Cell("Arenas", "/admin/arenas"), Cell(arena, f"/admin/arenas/{arena}")],
        columns=("Votes on", "Votes", "Target", "Still to come", ""),
        rows=[_row(arena, one) for one in rows],
        empty="No targets by theme or language yet.",
        notes=[_NOTE],
        forms=[replace(form, fields=offered)],
    )


def _row(arena: str, one: Progress) -> Row:
    axis = one.target.axis
    cells = (
        Cell(capitalized(axis), voting_page(arena, axis)),
        Cell(count(one.votes)),
        Cell(count(one.target.votes)),
        Cell(count(one.missing) if one.missing else "Reached"),
    )
    button = Button(f"{_path(arena)}/removal", "Remove", hidden=("axis", f"{axis.theme}/{axis.language}"))
    return Row(cells, [button])
