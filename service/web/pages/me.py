"""A voter's own page: its votes, with undo, its own leaderboards, and the code to have it all deleted."""

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
from service.http.deps import Services, own_page, services_of, visitor
from service.http.schemas import base
from service.web.filters import sentence
from service.web.pages.reveals import choice_of, reason_of
from service.web.rendering import Head, render

router = APIRouter(prefix="/me", include_in_schema=False)

_SIZE = 30
# What an undo can be refused with through nobody's fault; the page says it beside the votes.
_EXPECTED = (Gone, TooMany)


class MeQuery(base.Query):
    """Which votes: those on matchups dealt before one; and what was just done."""

    before: Annotated[int, Field(ge=1, le=LAST)] = LAST
    done: Literal["undone"] | None = None


class UndoIn(base.Strict):
    """The wish to take a vote back, as a form of the page sends it."""

    token: Annotated[str, base.Text]
    vote: Annotated[int, Field(ge=1, strict=False)]


@dataclass(frozen=True, slots=True)
class Cast:
    """A vote as the page shows it; ``choice`` and ``excluded`` are sentences."""

    vote: OwnVote
    choice: str
    excluded: str | None
    undoable: bool


@dataclass(frozen=True, slots=True)
class MePage:
    """The page's context. Without a vote there is no ``code``: nothing is kept that could be deleted."""

    head: Head
    token: str
    code: str | None
    enough: int
    boards: Sequence[OwnBoard]
    votes: Sequence[Cast]
    older: int | None
    notice: str | None
    message: str | None


@router.get("")
async def page(request: Request, query: Annotated[MeQuery, Query()]) -> Response:
    """Return the page of the visitor who asks."""
    notice = "Vote undone. The leaderboards no longer include it." if query.done else None
    return await _page(request, visitor(request), query.before, notice=notice)


@router.post("/undo", dependencies=[Depends(own_page)])
async def take_back(request: Request, form: Annotated[UndoIn, Form()], services: Services) -> Response:
    """Undo a vote of the visitor's."""
    who = visitor(request)
    check_form_token(services, who, form.token)
    try:
        await undo(services, who, form.vote)
    except _EXPECTED as error:
        return await _page(request, who, LAST, error=error)
    return RedirectResponse("/me?done=undone", 303)


async def _page(
    request: Request, who: Visitor, before: int, *, notice: str | None = None, error: ArenaError | None = None
) -> Response:
    services = services_of(request)
    read = services.database.read
    votes = await read(own.newest, who.voter, before, _SIZE)
    context = MePage(
        head=Head("My votes", "Your votes and your own leaderboards.", "/me", section="me"),
        token=form_token(services, who),
        code=code_of(who.voter) if votes or before < LAST else None,
        enough=ENOUGH,
        boards=await read(own.boards, who.voter),
        votes=[_cast(vote) for vote in votes],
        older=votes[-1].matchup if len(votes) == _SIZE else None,
        notice=notice,
        message=sentence(error.detail) if error else None,
    )
    # No cookie for who only looks: it comes with the first pair.
    return render(request, "me.html", context, error.status if error else 200)


def _cast(vote: OwnVote) -> Cast:
    return Cast(vote, choice_of(vote.outcome), reason_of(vote.excluded), vote.undoable())
