"""API keys: made, shown once, listed and revoked."""

from __future__ import annotations

from fastapi import APIRouter, Response

from service.arena.access import keys
from service.arena.access.keys import SCOPES, Key
from service.errors import ArenaError
from service.web.admin.context import AdminContext, AtDesk, Form
from service.web.admin.forms import Field, FilledForm, filled, refused, sent
from service.web.admin.pages import Button, Cell, Row, time_of, to

router = APIRouter(prefix="/admin/keys", include_in_schema=False)

_FIELDS = (
    Field("name", "Name", hint="What the key is for.", required=True),
    Field(
        "scopes",
        "Scopes",
        "words",
        f"Separated by commas: {', '.join(SCOPES)}. admin includes all.",
        required=True,
    ),
)


@router.get("")
async def every(desk: AtDesk) -> Response:
    """Return the keys, revoked ones too, and the form for a new one."""
    return await _list(desk, _form(desk))


@router.post("")
async def create(desk: AtDesk, data: Form) -> Response:
    """Make a key and show it, this once."""
    values = sent(_FIELDS, data)
    name = values.get("name", "")
    scopes = [scope.strip() for scope in values.get("scopes", "").split(",") if scope.strip()]
    try:
        made = await desk.do(
            "create",
            f"key {name}",
            lambda session: keys.create(session, name, scopes),
            ", ".join(scopes),
        )
    except ArenaError as error:
        return await _list(desk, refused(_form(desk), values, error), status=error.status)
    return await _list(desk, _form(desk), secret=made.key)


@router.post("/{key_id}/revocation")
async def revoke(desk: AtDesk, key_id: int, data: Form) -> Response:
    """Revoke a key; it stops working within a second."""
    del data  # it proved that the form was ours
    await desk.do("revoke", f"key {key_id}", lambda session: keys.revoke(session, key_id))
    return to("/admin/keys")


def _form(desk: AdminContext) -> FilledForm:
    return filled("/admin/keys", "Create key", _FIELDS, desk.token)


async def _list(desk: AdminContext, form: FilledForm, *, secret: str = "", status: int = 200) -> Response:
    found = await desk.services.database.read(keys.every)
    return desk.show(
        "Keys",
        status,
        columns=("Number", "Name", "Scopes", "Created", "Revoked", ""),
        rows=[_row(key) for key in found],
        forms=[form],
        secret=secret,
    )


def _row(key: Key) -> Row:
    revoked = "" if key.revoked_at is None else time_of(key.revoked_at)
    texts = (str(key.id), key.name, ", ".join(key.scopes), time_of(key.created_at), revoked)
    button = Button(f"/admin/keys/{key.id}/revocation", "Revoke")
    return Row([Cell(text) for text in texts], [] if revoked else [button])
