"""Voters: the routes that list the active ones, find one by code or name, void its votes, or delete it."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query, Response

from service.arena.access.voters import code_of, hash_voter, parse_code
from service.arena.votes import active, deletions, votes
from service.arena.votes.active import ORDERS, ActiveVoter
from service.arena.votes.void_preview import effects_of_voiding
from service.domain.paging import page_of
from service.domain.votes import NEWEST_VOTES
from service.errors import NotFound
from service.web.admin.confirming import Question, unconfirmed
from service.web.admin.context import AdminContext, Context, Form
from service.web.admin.forms import Field, FilledForm, filled
from service.web.admin.pages import Cell, Row, effect_rows, time_of, to
from service.web.admin.votes import REASON, reason_of
from service.web.filters import count

router = APIRouter(prefix="/admin/voters", include_in_schema=False)

_SEARCH = (
    Field("code", "Code", hint="From the voter's /me page."),
    Field("name", "Name", hint="Or the name an API client uses for the voter."),
)
_CONFIRMATION = (
    Field("confirmation", "To permanently delete this voter, enter the code again", required=True),
)
_NOTE = (
    f"Who cast the newest {NEWEST_VOTES:,} votes of each arena. A voter is a code made from a keyed hash: no "
    "name and no address is stored."
)
_SIZE = 100


@router.get("")
async def search(
    context: Context,
    code: str = "",
    name: str = "",
    sort: str = ORDERS[0],
    cursor: Annotated[str | None, Query()] = None,
) -> Response:
    """Return the active voters and the search form, or redirect to the voter that it describes."""
    if code.strip() or name.strip():
        voter = parse_code(code) if code.strip() else hash_voter(context.services.secret, name)
        return to(f"/admin/voters/{code_of(voter)}")
    found = await context.services.database.read(active.page, sort, page_of(cursor, _SIZE))
    return await context.show(
        "Voters",
        notes=[_NOTE],
        links=[Cell("Most votes", "?sort=votes"), Cell("Last seen", "?sort=seen")],
        columns=("Voter", "Votes", "Counted", "Arenas", "Last vote"),
        rows=[_row(voter) for voter in found.items],
        empty="Nobody has voted yet.",
        cursor=found.next_cursor,
        forms=[filled("/admin/voters", "Search", _SEARCH, "")],
    )


def _row(voter: ActiveVoter) -> Row:
    numbers = (voter.votes, voter.counted, voter.arenas)
    return Row(
        [
            Cell(voter.code, f"/admin/voters/{voter.code}"),
            *(Cell(count(number)) for number in numbers),
            Cell(time_of(voter.last_voted_at)),
        ]
    )


@router.get("/{code}")
async def one(context: Context, code: str, done: str = "") -> Response:
    """Return what is stored of a voter, and the effects of voiding all of its votes."""
    voter = parse_code(code)
    traces = await context.services.database.read(deletions.traces, voter)
    effects = await effects_of_voiding(
        context.services, await context.services.database.read(votes.positions_of, voter)
    )
    counts = {"Votes": traces.votes, "Arenas": traces.arenas, "Matchups": traces.matchups}
    return await context.show(
        f"Voter {code_of(voter)}",
        crumbs=[Cell("Voters", "/admin/voters")],
        columns=("Stored", "Count"),
        rows=[Row([Cell(what), Cell(str(count))]) for what, count in counts.items()],
        effects=effect_rows(effects),
        forms=_forms(context, code_of(voter)) if traces.votes or traces.matchups else [],
        notice={"voided": "Votes voided."}.get(done, ""),
    )


def _forms(context: AdminContext, code: str) -> list[FilledForm]:
    return [
        filled(f"/admin/voters/{code}/void", "Void all votes", REASON, context.token),
        filled(f"/admin/voters/{code}/deletion", "Delete voter", _CONFIRMATION, context.token),
    ]


@router.post("/{code}/void")
async def void(context: Context, code: str, data: Form) -> Response:
    """Void all counted votes of a voter."""
    voter, reason = parse_code(code), reason_of(data.get("reason"))
    question = Question(
        f"Void all votes of {code}?",
        "They stay in the log and never count again, in any arena. The reason is public.",
        "Void all votes",
        f"/admin/voters/{code}",
    )
    if asked := unconfirmed(context, data, question):
        return asked
    await context.do(
        "void", f"votes of {code}", lambda session: votes.void_everywhere(session, voter, reason), reason
    )
    return to(f"/admin/voters/{code}?done=voided")


@router.post("/{code}/deletion")
async def delete(context: Context, code: str, data: Form) -> Response:
    """Permanently delete a voter."""
    voter = parse_code(code)
    if parse_code(str(data.get("confirmation", ""))) != voter:
        raise NotFound("that is another voter's code; nothing was deleted")
    await context.do("delete", "a voter", lambda session: deletions.delete(session, voter))
    return to("/admin/voters")
