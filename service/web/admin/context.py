"""An administrator's request: its session, its forms, and its actions, which go into the audit log."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated, Any, TypeVar
from urllib.parse import quote

from fastapi import Depends, Request, Response
from starlette.datastructures import FormData
from starlette.exceptions import HTTPException

from service.arena.access.admins import COOKIE, Admin, admin_of, admin_token, check_admin_token
from service.arena.access.audit import audited
from service.arena.catalog.choices import of_sources
from service.arena.services import Services, Writing
from service.http.deps import own_page, services_of
from service.http.multipart import once_each
from service.web.admin.forms import FilledForm, with_choices
from service.web.admin.pages import ListPage, head_of, next_page
from service.web.rendering import render

T = TypeVar("T")

# A form has a few dozen fields and boxes; the middleware limits the size of files.
_MAX_FIELDS = 120


@dataclass(frozen=True, slots=True)
class AdminContext:
    """A request of an administrator."""

    request: Request
    services: Services
    admin: Admin

    @property
    def token(self) -> str:
        """The token for the forms of this session."""
        return admin_token(self.services, self.admin)

    async def do(self, action: str, subject: str, work: Writing[T], detail: str = "") -> T:
        """Do something, record it in the audit log, and return its result."""
        return await audited(
            self.services, self.admin.key_id, work, action=action, subject=subject, detail=detail
        )

    async def offering(self, forms: Sequence[FilledForm]) -> list[FilledForm]:
        """Return the forms with the choices of those fields that have a source."""
        names = {field.source for form in forms for field in form.fields if field.source}
        found = await self.services.database.read(of_sources, names) if names else {}
        return [with_choices(form, found) for form in forms]

    async def show(
        self,
        title: str,
        status: int = 200,
        *,
        forms: Sequence[FilledForm] = (),
        cursor: str | None = None,
        **parts: Any,
    ) -> Response:
        """Return a page with the given parts of a `ListPage`, and in its forms the choices that there are.

        ``cursor`` is where the next page of its list begins, None on the last.
        """
        offered = await self.offering(forms)
        more = next_page(self.request, cursor)
        page = ListPage(
            head_of(title, self.request), self.admin, self.token, forms=offered, more=more, **parts
        )
        return render(self.request, "admin/list.html", page, status)


async def admin_context(request: Request) -> AdminContext:
    """Return the context of a browser's session; redirect to the login page without one."""
    services = services_of(request)
    admin = await admin_of(services, request.cookies.get(COOKIE, ""))
    if admin is None:
        here = request.url.path if request.method == "GET" else "/admin"
        if request.method == "GET" and request.url.query:
            here += f"?{request.url.query}"
        raise HTTPException(303, headers={"Location": f"/admin/login?next={quote(here)}"})
    await services.catalog.site_logo.refresh()
    return AdminContext(request, services, admin)


Context = Annotated[AdminContext, Depends(admin_context)]


async def form(context: Context) -> FormData:
    """Return the form that an administrator sent.

    Raise Forbidden if another site's page sent it or it belongs to another session.
    """
    own_page(context.request)
    data = once_each(await context.request.form(max_files=1, max_fields=_MAX_FIELDS))
    token = data.get("token")
    check_admin_token(context.services, context.admin, token if isinstance(token, str) else "")
    return data


Form = Annotated[FormData, Depends(form)]
