"""API keys: the routes that create (and show once), list, and revoke them."""

from __future__ import annotations

from fastapi import APIRouter, Response

from service.arena.access import key_accounts, keys
from service.arena.access.keys import SCOPES, Key
from service.errors import ArenaError
from service.web.admin.confirming import Question, unconfirmed
from service.web.admin.context import AdminContext, Context, Form
from service.web.admin.forms import Field, FilledForm, filled, named, refused, sent
from service.web.admin.pages import Button, Cell, Row, time_of, to

router = APIRouter(prefix="/admin/keys", include_in_schema=False)

_FIELDS = (
    Field("name", "Name", hint="What the key is for.", required=True),
    Field(
        "scopes",
        "Scopes",
        "words",
        "admin includes all.",
        choices=named(*SCOPES),
        closed=True,
        required=True,
    ),
)


@router.get("")
async def every(context: Context) -> Response:
    """Return all keys, including revoked ones, and the form for a new one."""
    return await _list(context, _form(context))


@router.post("")
async def create(context: Context, data: Form) -> Response:
    """Create a key and show it once."""
    values = sent(_FIELDS, data)
    name = values.get("name", "")
    scopes = [scope.strip() for scope in values.get("scopes", "").split(",") if scope.strip()]
    try:
        key = await context.do(
            "create",
            f"key {name}",
            lambda session: keys.create(session, name, scopes),
            ", ".join(scopes),
        )
    except ArenaError as error:
        return await _list(context, refused(_form(context), values, error), status=error.status)
    return await _list(context, _form(context), secret=key.key)


@router.post("/{key_id}/revocation")
async def revoke(context: Context, key_id: int, data: Form) -> Response:
    """Revoke a key; it stops working within a second."""
    key = await context.services.database.read(keys.get, key_id)
    question = Question(
        f"Revoke key {key.name or key_id}?",
        "Whatever uses it gets errors within a second. A revoked key cannot be brought back.",
        "Revoke",
        "/admin/keys",
    )
    if asked := unconfirmed(context, data, question):
        return asked
    await context.do("revoke", f"key {key_id}", lambda session: keys.revoke(session, key_id))
    return to("/admin/keys")


def _form(context: AdminContext) -> FilledForm:
    return filled("/admin/keys", "Create key", _FIELDS, context.token)


async def _list(context: AdminContext, form: FilledForm, *, secret: str = "", status: int = 200) -> Response:
    every_key = await context.services.database.read(keys.every)
    accounts = await context.services.database.read(key_accounts.of_days)
    return await context.show(
        "Keys",
        status,
        columns=("Number", "Name", "Scopes", "Created", "Revoked", f"In {key_accounts.DAYS} days", ""),
        rows=[_row(key, key_accounts.summary(accounts.get(key.id))) for key in every_key],
        forms=[form],
        secret=secret,
    )


def _row(key: Key, account: str) -> Row:
    revoked = "" if key.revoked_at is None else time_of(key.revoked_at)
    texts = (
        str(key.id),
        key.name,
        ", ".join(key.scopes),
        time_of(key.created_at),
        revoked,
        account,
    )
    button = Button(f"/admin/keys/{key.id}/revocation", "Revoke")
    return Row([Cell(text) for text in texts], [] if revoked else [button])
