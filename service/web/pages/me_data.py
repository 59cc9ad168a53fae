"""A voter's own data: downloaded as a file, or deleted after a page that says what will happen."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, Depends, Form, Request, Response
from fastapi.responses import RedirectResponse

from service.arena.access.visitors import check_form_token, forgotten_cookie, form_token
from service.arena.votes import deletions
from service.arena.votes.deletions import DeletionPlan
from service.arena.voting.voter_data import export_own
from service.errors import TooMany
from service.http.deps import Services, own_page, services_of
from service.http.deps import visitor as visitor_of
from service.http.schemas import base
from service.http.schemas.voter_data import VoterDataOut
from service.web.page_route import PageRoute
from service.web.rendering import Head, render
from service.web.translation import gettext, speaking
from service.web.voters.errors import in_words

router = APIRouter(
    prefix="/me", route_class=PageRoute, include_in_schema=False, dependencies=[Depends(speaking)]
)

_FILE = "my-arena-data.json"
_SEE_OTHER = 303


class DeletionIn(base.Strict):
    """The confirmation."""

    token: Annotated[str, base.Text]


@dataclass(frozen=True, slots=True)
class DeletionPage:
    """The context of the page that asks for confirmation; ``message`` says why nothing was deleted."""

    head: Head
    token: str
    plan: DeletionPlan
    message: str | None


@router.get("/data.json")
async def download(request: Request, services: Services) -> Response:
    """Return everything that is stored of the visitor, as a file."""
    data = await export_own(services, visitor_of(request))
    headers = {
        "Cache-Control": "private, no-store",
        "Content-Disposition": f'attachment; filename="{_FILE}"',
    }
    body = VoterDataOut.model_validate(data).model_dump_json(indent=2)
    return Response(body, headers=headers, media_type="application/json")


@router.get("/delete")
async def ask(request: Request) -> Response:
    """Return what would be deleted, with a form that confirms it."""
    return await _page(request)


@router.post("/delete", dependencies=[Depends(own_page)])
async def delete(request: Request, form: Annotated[DeletionIn, Form()], services: Services) -> Response:
    """Delete the visitor, and the cookie with it."""
    visitor = visitor_of(request)
    check_form_token(services, visitor, form.token)
    try:
        await deletions.delete_own(services, visitor)
    except TooMany as error:
        return await _page(request, error)
    answer = RedirectResponse("/me?done=deleted", _SEE_OTHER)
    answer.headers["Set-Cookie"] = forgotten_cookie()
    return answer


async def _page(request: Request, error: TooMany | None = None) -> Response:
    services, visitor = services_of(request), visitor_of(request)
    context = DeletionPage(
        head=Head(
            gettext("Delete my votes"),
            gettext("Delete your votes and your data."),
            "/me/delete",
            section="me",
        ),
        token=form_token(services, visitor),
        plan=await services.database.read(deletions.plan, visitor.voter),
        message=in_words(error) if error else None,
    )
    return render(request, "voters/me_delete.html", context, error.status if error else 200)
