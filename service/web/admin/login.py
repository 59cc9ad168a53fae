"""Logging in and out, and the audit log."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, Depends, Query, Request, Response
from starlette.datastructures import FormData

from service.arena.access import audit
from service.arena.access.admins import log_in, log_out, note_failure
from service.arena.access.visitors import is_secure
from service.domain.audit import Entry
from service.domain.paging import page_of
from service.errors import ArenaError
from service.http.deps import Services, client_of, own_page, services_of
from service.web.admin.context import Context, Form
from service.web.admin.forms import Field, FilledForm, filled, refused
from service.web.admin.pages import Cell, Row, head_of, time_of, to
from service.web.rendering import Head, render

router = APIRouter(prefix="/admin", include_in_schema=False)

_KEY = (
    Field(
        "key", "Admin key", "password", "Create one with `arena keys create --scope admin`.", required=True
    ),
)
_ENTRIES = 100


@dataclass(frozen=True, slots=True)
class LoginPage:
    """The login page."""

    head: Head
    form: FilledForm
    next: str


@router.get("/login")
async def login_page(request: Request, next: str = "/admin") -> Response:  # noqa: A002 - the query's word
    """Return the login page."""
    await services_of(request).catalog.site_logo.refresh()
    return _login(request, filled("/admin/login", "Log in", _KEY, ""), next)


def _login(request: Request, form: FilledForm, onward: str, status: int = 200) -> Response:
    return render(request, "admin/login.html", LoginPage(head_of("Log in", request), form, onward), status)


@router.post("/login", dependencies=[Depends(own_page)])
async def login(request: Request, services: Services) -> Response:
    """Open a session for an admin key."""
    data: FormData = await request.form(max_files=0, max_fields=4)
    onward = str(data.get("next", ""))
    try:
        cookies = await log_in(services, str(data.get("key", "")), secure=_secure(request))
    except ArenaError as error:
        client = client_of(request)
        await note_failure(services, str(client) if client else "a socket file", error)
        again = refused(filled("/admin/login", "Log in", _KEY, ""), {}, error)
        return _login(request, again, onward, error.status)
    # Only to admin pages: a forged form must not redirect to another site.
    return _with(cookies, onward if onward.startswith("/admin/") and "//" not in onward else "/admin")


@router.post("/logout")
async def logout(request: Request, data: Form) -> Response:
    """End the session."""
    del data  # it proved that the form was ours
    return _with(log_out(secure=_secure(request)), "/admin/login")


def _with(cookies: Sequence[str], path: str) -> Response:
    answer = to(path)
    for cookie in cookies:
        answer.headers.append("Set-Cookie", cookie)
    return answer


def _secure(request: Request) -> bool:
    peer = request.client.host if request.client else None
    return is_secure(services_of(request), request.headers, peer, request.url.scheme)


@router.get("/audit")
async def audit_log(context: Context, cursor: Annotated[str | None, Query()] = None) -> Response:
    """Return everything that administrators and the service itself did, newest first."""
    listing = await context.services.database.read(audit.page, page_of(cursor, _ENTRIES))
    return await context.show(
        "Audit log",
        columns=("When", "Key", "Action", "Subject", "Detail"),
        rows=[_row(entry) for entry in listing.items],
        empty="No activity yet.",
        cursor=listing.next_cursor,
    )


def _row(entry: Entry) -> Row:
    key = f"{entry.key_name or 'key'} ({entry.key_id})" if entry.key_id is not None else "the service"
    return Row([Cell(time_of(entry.at)), *map(Cell, (key, entry.action, entry.subject, entry.detail))])
