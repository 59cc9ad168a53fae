"""A voter's own page: the votes, with undo, and the voter's own leaderboards."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated, Literal, NamedTuple

from fastapi import APIRouter, Depends, Form, Query, Request, Response
from fastapi.responses import RedirectResponse
from pydantic import Field

from service.arena.access.visitors import Visitor, check_form_token, form_token
from service.arena.access.voters import code_of
from service.arena.services import Services as Parts
from service.arena.votes import own
from service.arena.votes.cards import Card
from service.arena.votes.own import ENOUGH, LAST, OwnBoard, OwnVote
from service.arena.votes.undo import undo
from service.domain.boards import Standing
from service.errors import ArenaError, Gone, TooMany
from service.http.deps import Services, own_page, services_of
from service.http.deps import visitor as visitor_of
from service.http.schemas import base
from service.web.page_route import PageRoute
from service.web.pages.reveals import choice_of, reason_of
from service.web.rendering import Head, render
from service.web.translation import N_, gettext, locale, speaking
from service.web.voters.errors import of_undo

router = APIRouter(
    prefix="/me", route_class=PageRoute, include_in_schema=False, dependencies=[Depends(speaking)]
)

_SIZE = 30
# By fewer places, any two orders differ.
_NOTABLE = 2
# How an undo can fail through nobody's fault; the page shows the message above the votes.
_EXPECTED = (Gone, TooMany)


class MeQuery(base.Query):
    """Which votes (those on matchups before one), and what was just done."""

    before: Annotated[int, Field(ge=1, le=LAST)] = LAST
    done: Literal["undone", "deleted"] | None = None


_NOTICES = {
    "undone": N_("Vote undone. The leaderboards no longer include it."),
    "deleted": N_("Your votes and your data were deleted. The leaderboards no longer include them."),
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


class OwnRow(NamedTuple):
    """A model on a voter's leaderboard, and its place among these models by everyone, None if unranked."""

    rank: int
    everyone: int | None
    name: str
    standing: Standing

    @property
    def higher(self) -> int:
        """By how many places the voter has it higher than everyone."""
        return 0 if self.everyone is None else self.everyone - self.rank


@dataclass(frozen=True, slots=True)
class OwnBoardView:
    """A voter's leaderboard; ``card`` is the end of the address under which the voter can share it."""

    board: OwnBoard
    votable: bool
    card: str
    rows: Sequence[OwnRow]

    @property
    def notable(self) -> OwnRow | None:
        """The model on which the voter and everyone differ by the most places, None if by too few."""
        most = max(self.rows, key=lambda row: abs(row.higher), default=None)
        return most if most is not None and abs(most.higher) >= _NOTABLE else None


@dataclass(frozen=True, slots=True)
class MePage:
    """The page's context; ``code`` is None if nothing is stored. ``past`` says that older votes are shown."""

    head: Head
    token: str
    code: str | None
    enough: int
    boards: Sequence[OwnBoardView]
    votes: Sequence[VoteView]
    older: int | None
    past: bool
    notice: str | None
    message: str | None


@router.get("")
async def page(request: Request, query: Annotated[MeQuery, Query()]) -> Response:
    """Return the visitor's page."""
    notice = gettext(_NOTICES[query.done]) if query.done else None
    return await _page(request, visitor_of(request), query.before, notice=notice)


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
        head=Head(gettext("My votes"), gettext("Your votes and your own leaderboards."), "/me", section="me"),
        token=form_token(services, visitor),
        code=code_of(visitor.voter) if await read(own.is_known, visitor.voter) else None,
        enough=ENOUGH,
        boards=[_board_view(services, board) for board in await read(own.boards, visitor.voter)],
        votes=[_vote_view(vote) for vote in votes],
        older=votes[-1].matchup if len(votes) == _SIZE else None,
        past=before < LAST,
        notice=notice,
        message=of_undo(error) if error else None,
    )
    # Looking sets no cookie: it comes with the first matchup.
    return render(request, "voters/me.html", context, error.status if error else 200)


def _board_view(services: Parts, board: OwnBoard) -> OwnBoardView:
    everyone = board.crowd.ranks
    rows = [
        OwnRow(rank, everyone.get(standing.model), board.names[standing.model], standing)
        for rank, standing in board.rows
    ]
    card = Card.of(board, locale().tag).token(services.secret)
    return OwnBoardView(board, board.arena.retired_at is None, card, rows)


def _vote_view(vote: OwnVote) -> VoteView:
    return VoteView(vote, choice_of(vote.outcome), reason_of(vote.excluded), vote.undoable())
