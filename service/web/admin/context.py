"""The desk of an administrator: who sits at it, which forms are taken there, what is done in whose name."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Any, TypeVar
from urllib.parse import quote

from fastapi import Depends, Request, Response
from starlette.datastructures import FormData
from starlette.exceptions import HTTPException

from service.arena.access.admins import COOKIE, Admin, admin_of, admin_token, check_admin_token
from service.arena.access.audit import audited
from service.arena.services import Services, Writing
from service.http.deps import own_page, services_of
from service.web.admin.pages import ListPage, head_of
from service.web.rendering import render

T = TypeVar("T")

# A form has a few dozen fields; a file among them is bounded by the edge.
_MAX_FIELDS = 60


@dataclass(frozen=True, slots=True)
class AdminContext:
    """A request of an administrator."""

    request: Request
    services: Services
    admin: Admin

    @property
    def token(self) -> str:
        """What the forms of this session carry."""
        return admin_token(self.services, self.admin)

    async def do(self, action: str, subject: str, work: Writing[T], detail: str = "") -> T:
        """Do something and note it in the audit log; what the work gave."""
        return await audited(
            self.services, self.admin.key_id, work, action=action, subject=subject, detail=detail
        )

    def show(self, title: str, status: int = 200, **parts: Any) -> Response:
        """Return a page of the parts that `ListPage` names."""
        page = ListPage(head_of(title, self.request), self.admin, self.token, **parts)
        return render(self.request, "admin/list.html", page, status)


async def desk(request: Request) -> AdminContext:
    """Return the desk in whose session the browser asks; a browser without a session is sent to log in."""
    services = services_of(request)
    found = await admin_of(services, request.cookies.get(COOKIE, ""))
    if found is None:
        here = request.url.path if request.method == "GET" else "/admin"
        raise HTTPException(303, headers={"Location": f"/admin/login?next={quote(here)}"})
    return AdminContext(request, services, found)


AtDesk = Annotated[AdminContext, Depends(desk)]


async def form(at: AtDesk) -> FormData:
    """Return what the administrator's form says.

    Raise Forbidden where another site's page sent it, or it was not made for this session.
    """
    own_page(at.request)
    data = await at.request.form(max_files=1, max_fields=_MAX_FIELDS)
    token = data.get("token")
    check_admin_token(at.services, at.admin, token if isinstance(token, str) else "")
    return data


Form = Annotated[FormData, Depends(form)]
