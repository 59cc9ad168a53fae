"""A voter's own page: the votes, with undo, and the voter's own leaderboards."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated, Literal

from fastapi import APIRouter, Depends, Form, Query, Request, Response
from fastapi.responses import RedirectResponse
from pydantic import Field

from service.arena.access.visitors import Visitor, check_form_token, form_token
from service.arena.access.voters import code_of
from service.arena.votes import own
from service.arena.votes.own import ENOUGH, LAST, OwnBoard, OwnVote
from service.arena.votes.undo import undo
from service.errors import ArenaError, Gone, TooMany
from service.http.deps import Services, own_page, services_of
from service.http.deps import visitor as visitor_of
from service.http.schemas import base
from service.web.filters import sentence
from service.web.page_route import PageRoute
from service.web.pages.reveals import choice_of, reason_of
from service.web.rendering import Head, render

router = APIRouter(prefix="/me", route_class=PageRoute, include_in_schema=False)

_SIZE = 30
# How an undo can fail through nobody's fault; the page shows the message above the votes.
_EXPECTED = (Gone, TooMany)


class MeQuery(base.Query):
    """Which votes (those on matchups before one), and what was just done."""

    before: Annotated[int, Field(ge=1, le=LAST)] = LAST
    done: Literal["undone", "deleted"] | None = None


_NOTICES = {
    "undone": "Vote undone. The leaderboards no longer include it.",
    "deleted": "Your votes and your data were deleted. The leaderboards no longer include them.",
}


class UndoIn(base.Strict):
    """A vote to undo."""

    token: Annotated[str, base.Text]
    vote: Annotated[int, Field(ge=1, strict=False)]


@dataclass(frozen=True, slots=True)
class VoteView:
    """A vote as the page shows it; ``choice`` and ``excluded`` are sentences."""

    vote: OwnVote
    choice: str
    excluded: str | None
    undoable: bool


@dataclass(frozen=True, slots=True)
class MePage:
    """The page's context; ``code`` is None if nothing is stored. ``past`` says that older votes are shown."""

    head: Head
    token: str
    code: str | None
    enough: int
    boards: Sequence[OwnBoard]
    votes: Sequence[VoteView]
    older: int | None
    past: bool
    notice: str | None
    message: str | None


@router.get("")
async def page(request: Request, query: Annotated[MeQuery, Query()]) -> Response:
    """Return the visitor's page."""
    return await _page(request, visitor_of(request), query.before, notice=_NOTICES.get(query.done or ""))


@router.post("/undo", dependencies=[Depends(own_page)])
async def take_back(request: Request, form: Annotated[UndoIn, Form()], services: Services) -> Response:
    """Undo one of the visitor's votes."""
    visitor = visitor_of(request)
    check_form_token(services, visitor, form.token)
    try:
        await undo(services, visitor, form.vote)
    except _EXPECTED as error:
        return await _page(request, visitor, LAST, error=error)
    return RedirectResponse("/me?done=undone", 303)


async def _page(
    request: Request,
    visitor: Visitor,
    before: int,
    *,
    notice: str | None = None,
    error: ArenaError | None = None,
) -> Response:
    services = services_of(request)
    read = services.database.read
    votes = await read(own.newest, visitor.voter, before, _SIZE)
    context = MePage(
        head=Head("My votes", "Your votes and your own leaderboards.", "/me", section="me"),
        token=form_token(services, visitor),
        code=code_of(visitor.voter) if await read(own.is_known, visitor.voter) else None,
        enough=ENOUGH,
        boards=await read(own.boards, visitor.voter),
        votes=[_vote_view(vote) for vote in votes],
        older=votes[-1].matchup if len(votes) == _SIZE else None,
        past=before < LAST,
        notice=notice,
        message=sentence(error.detail) if error else None,
    )
    # Looking sets no cookie: it comes with the first matchup.
    return render(request, "me.html", context, error.status if error else 200)


def _vote_view(vote: OwnVote) -> VoteView:
    return VoteView(vote, choice_of(vote.outcome), reason_of(vote.excluded), vote.undoable())
