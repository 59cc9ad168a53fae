"""Voters: found by their code or an API client's name for them; their votes voided, or they deleted."""

from __future__ import annotations

from fastapi import APIRouter, Response

from service.arena.access.voters import code_of, hash_voter, parse_code
from service.arena.votes import deletions, votes
from service.arena.votes.void_preview import effects_of_voiding
from service.errors import NotFound
from service.web.admin.context import AdminContext, AtDesk, Form
from service.web.admin.forms import Field, FilledForm, filled
from service.web.admin.pages import Cell, Row, effect_rows, to
from service.web.admin.votes import REASON, reason_of

router = APIRouter(prefix="/admin/voters", include_in_schema=False)

_SEARCH = (
    Field("code", "Code", hint="From the voter's /me page."),
    Field("name", "Name", hint="Or the name an API client uses for the voter."),
)
_SURE = (Field("sure", "To permanently delete this voter, enter the code again", required=True),)


@router.get("")
async def search(desk: AtDesk, code: str = "", name: str = "") -> Response:
    """Return the form that looks for a voter."""
    if code.strip() or name.strip():
        voter = parse_code(code) if code.strip() else hash_voter(desk.services.secret, name)
        return to(f"/admin/voters/{code_of(voter)}")
    note = "Voters are stored as keyed hashes, so they cannot be listed."
    return desk.show("Voters", forms=[filled("/admin/voters", "Search", _SEARCH, "")], notes=[note])


@router.get("/{code}")
async def one(desk: AtDesk, code: str, done: str = "") -> Response:
    """Return a voter: how much there is, and what voiding all of it would do."""
    voter = parse_code(code)
    traces = await desk.services.database.read(deletions.traces, voter)
    effects = await effects_of_voiding(
        desk.services, await desk.services.database.read(votes.positions_of, voter)
    )
    counts = {"Votes": traces.votes, "Arenas": traces.arenas, "Matchups": traces.matchups}
    return desk.show(
        f"Voter {code_of(voter)}",
        crumbs=[Cell("Voters", "/admin/voters")],
        columns=("Stored", "Count"),
        rows=[Row([Cell(what), Cell(str(count))]) for what, count in counts.items()],
        effects=effect_rows(effects),
        forms=_forms(desk, code_of(voter)) if traces.votes or traces.matchups else [],
        notice={"voided": "Votes voided."}.get(done, ""),
    )


def _forms(desk: AdminContext, code: str) -> list[FilledForm]:
    return [
        filled(f"/admin/voters/{code}/void", "Void all votes", REASON, desk.token),
        filled(f"/admin/voters/{code}/deletion", "Delete voter", _SURE, desk.token),
    ]


@router.post("/{code}/void")
async def void(desk: AtDesk, code: str, data: Form) -> Response:
    """Void all votes of a voter that count."""
    voter, reason = parse_code(code), reason_of(data.get("reason"))
    await desk.do(
        "void", f"votes of {code}", lambda session: votes.void_everywhere(session, voter, reason), reason
    )
    return to(f"/admin/voters/{code}?done=voided")


@router.post("/{code}/deletion")
async def delete(desk: AtDesk, code: str, data: Form) -> Response:
    """Delete a voter, for good."""
    voter = parse_code(code)
    if parse_code(str(data.get("sure", ""))) != voter:
        raise NotFound("that is another voter's code; nothing was deleted")
    await desk.do("delete", "a voter", lambda session: deletions.delete(session, voter))
    return to("/admin/voters")
