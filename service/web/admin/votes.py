"""Votes: the routes that search, show, and void them; a preview shows what voiding changes."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query, Response
from pydantic import BaseModel
from pydantic import Field as Limited

from service.arena.access.voters import parse_code
from service.arena.catalog import arenas
from service.arena.votes import search as vote_search
from service.arena.votes.search import MAX_POSITION, FoundVote
from service.arena.votes.void_preview import effects_of_voiding
from service.arena.votes.votes import void_refs
from service.domain.votes import VoteRef
from service.errors import Invalid
from service.web.admin.confirming import Question, unconfirmed
from service.web.admin.context import Context, Form
from service.web.admin.forms import Field, filled, named
from service.web.admin.pages import Cell, Row, effect_rows, time_of, to
from service.web.filters import language

router = APIRouter(prefix="/admin/votes", include_in_schema=False)

REASON = (Field("reason", "Reason", hint="Public: it appears in the vote log.", required=True),)
COLUMNS = ("Position", "When", "Left", "Outcome", "Right", "Themes", "Language", "Voter", "Counted")

_SIZE = 100
_MAX_REASON = 500


class Search(BaseModel):
    """The search form."""

    arena: str = ""
    model: str = ""
    voter: str = ""
    before: Annotated[int, Limited(ge=1)] = MAX_POSITION


@router.get("")
async def search(context: Context, query: Annotated[Search, Query()]) -> Response:
    """Return the votes of an arena, newest first, and the search form."""
    running = await context.services.database.read(arenas.running)
    slugs = [arena.slug for arena in running]
    arena = query.arena or next(iter(slugs), "")
    votes = await _search(context, arena, query) if arena else []
    fields = (
        Field("arena", "Arena", "choice", choices=named(*slugs)),
        Field("model", "Model", hint="Leave empty for all models.", source="models"),
        Field("voter", "Voter", hint="The code from the voter's /me page. Leave empty for all voters."),
    )
    values = {"arena": arena, "model": query.model, "voter": query.voter}
    return await context.show(
        "Votes",
        columns=COLUMNS,
        rows=[row_of(vote) for vote in votes],
        empty="No votes match.",
        forms=[filled("/admin/votes", "Search", fields, "", values)],
        links=[Cell("Older votes", _older(values, votes))] if len(votes) == _SIZE else [],
    )


async def _search(context: Context, arena: str, query: Search) -> list[FoundVote]:
    voter = parse_code(query.voter) if query.voter.strip() else None
    return await context.services.database.read(
        vote_search.search, arena, query.before, _SIZE, model=query.model.strip() or None, voter=voter
    )


def _older(values: dict[str, str], votes: list[FoundVote]) -> str:
    return (
        "?" + "&".join(f"{name}={value}" for name, value in values.items()) + f"&before={votes[-1].position}"
    )


def row_of(vote: FoundVote) -> Row:
    """Return a vote in a list."""
    counts = "yes" if vote.excluded is None else vote.excluded
    voter = Cell(vote.voter, f"/admin/voters/{vote.voter}") if vote.voter else Cell("")
    sides = (vote.model_left, vote.outcome, vote.model_right)
    if vote.models and vote.ranks:
        places = zip(vote.ranks, vote.models, strict=True)
        sides = ("", f"{vote.outcome}: {', '.join(f'{rank}. {model}' for rank, model in places)}", "")
    texts = (time_of(vote.voted_at), *sides, ", ".join(vote.themes))
    position = Cell(str(vote.position), f"/admin/votes/{vote.id}")
    return Row(
        [
            position,
            *map(Cell, texts),
            Cell(language(vote.language) if vote.language else ""),
            voter,
            Cell(counts),
        ]
    )


@router.get("/{vote_id}")
async def one(context: Context, vote_id: int, *, voided: bool = False) -> Response:
    """Return a vote and the effects of voiding it."""
    vote = await context.services.database.read(vote_search.get, vote_id)
    counts = vote.excluded is None
    ref = VoteRef.parse(vote_id)
    effects = await effects_of_voiding(context.services, {ref.arena_id: [ref.position]}) if counts else []
    return await context.show(
        f"Vote {vote.position} in {vote.arena}",
        crumbs=[Cell("Votes", f"/admin/votes?arena={vote.arena}")],
        links=[Cell("Prompt", f"/arenas/{vote.arena}/prompts/{vote.prompt_id}")] if vote.prompt_id else [],
        notes=[f"Not counted: {vote.excluded}. {vote.reason}"] if not counts else [],
        columns=COLUMNS,
        rows=[row_of(vote)],
        effects=effect_rows(effects) if counts else None,
        forms=[filled(f"/admin/votes/{vote_id}", "Void this vote", REASON, context.token)] if counts else [],
        notice="Vote voided." if voided else "",
    )


@router.post("/{vote_id}")
async def void(context: Context, vote_id: int, data: Form) -> Response:
    """Void a vote."""
    reason, ref = reason_of(data.get("reason")), VoteRef.parse(vote_id)
    question = Question(
        f"Void vote {vote_id}?",
        "It stays in the log and never counts again. The reason is public.",
        "Void this vote",
        f"/admin/votes/{vote_id}",
    )
    if asked := unconfirmed(context, data, question):
        return asked
    await context.do("void", f"vote {vote_id}", lambda session: void_refs(session, [ref], reason), reason)
    return to(f"/admin/votes/{vote_id}?voided=1")


def reason_of(text: object) -> str:
    """Return the reason in a form; raise Invalid if it is missing or too long."""
    reason = text.strip() if isinstance(text, str) else ""
    if not 0 < len(reason) <= _MAX_REASON or "\0" in reason:
        raise Invalid(f"enter a reason of at most {_MAX_REASON} characters")
    return reason
