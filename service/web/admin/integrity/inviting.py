"""Invitations: the routes that make a link with which many people may vote from one address."""

from __future__ import annotations

from fastapi import APIRouter, Response

from service.arena.catalog import arenas
from service.arena.integrity.inviting import invite
from service.errors import ArenaError
from service.http.schemas.base import Strict
from service.web.admin.context import AdminContext, Context, Form
from service.web.admin.forms import Field, FilledForm, filled, parse, refused, sent
from service.web.admin.integrity.pages import HOME, crumbs_of

router = APIRouter(prefix=f"{HOME}/invitations", include_in_schema=False)

_FIELDS = (
    Field(
        "networks",
        "Usual networks",
        "number",
        "How many the invitation is worth. One is enough for a handful of people; 20 for a class.",
        required=True,
    ),
    Field("days", "Days", "number", "How long it lasts after today.", required=True),
)
_WHY = (
    "Votes are limited by network, so a class or a fair behind one address soon has its votes held. Send the "
    "people there an invitation: their votes count for it, and not for their network."
)
_NOTES = (
    _WHY,
    "An invitation cannot be taken back, but passing it on does not multiply what it is worth.",
)


class NewInvitation(Strict):
    """What an invitation is worth, and for how many days."""

    networks: int
    days: int


@router.get("")
async def form(context: Context, arena: str) -> Response:
    """Return the form for an invitation."""
    await context.services.database.read(arenas.get, arena)
    return await _show(context, arena, _form(context, arena))


@router.post("")
async def create(context: Context, data: Form) -> Response:
    """Make an invitation and show its link."""
    values, arena = sent(_FIELDS, data), str(data.get("arena", ""))
    try:
        body = parse(NewInvitation, _FIELDS, values, new=True)
        link = await invite(context.services, arena, body.networks, body.days, context.admin.key_id)
    except ArenaError as error:
        return await _show(context, arena, refused(_form(context, arena), values, error), status=error.status)
    return await _show(context, arena, _form(context, arena), f"The invitation: {link}")


def _form(context: AdminContext, arena: str) -> FilledForm:
    values = {"networks": "20", "days": "7"}
    return filled(f"{HOME}/invitations", "Make a link", _FIELDS, context.token, values, arena=arena)


async def _show(
    context: AdminContext, arena: str, form: FilledForm, notice: str = "", status: int = 200
) -> Response:
    return await context.show(
        f"Invitations to {arena}", status, crumbs=crumbs_of(arena), notes=_NOTES, forms=[form], notice=notice
    )
