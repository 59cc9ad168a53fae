"""Flags: the routes that list them, show one on a screen, scan, and hold, release or void its votes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Annotated, Literal
from urllib.parse import urlencode

from fastapi import APIRouter, Query, Response

from service.arena.catalog import arenas
from service.arena.integrity import flags, holding, preview, reviewing, scanning
from service.arena.integrity.flags import Flag, State
from service.arena.integrity.reviewing import Review
from service.domain.arenas import Arena
from service.web.admin.confirming import Question, unconfirmed
from service.web.admin.context import AdminContext, Context, Form
from service.web.admin.forms import FilledForm, filled
from service.web.admin.integrity.pages import HOME, page_of, rows_of, show
from service.web.admin.integrity.words import certainty_of, meaning_of, numbers_of, title_of
from service.web.admin.pages import Button, Cell, head_of, time_of, to
from service.web.admin.votes import REASON, reason_of
from service.web.rendering import Head, render

router = APIRouter(prefix=HOME, include_in_schema=False)

_MOST_FLAGS = 500
_DONE = {
    "hold": "Votes held. The leaderboard is as if they had never been cast.",
    "release": "Votes released. The leaderboard is as if they had never been held.",
    "void": "Votes voided for good.",
    "scan": "Scan finished.",
}


@dataclass(frozen=True, slots=True)
class FlagsPage:
    """The flags of an arena, each with what it is about in a few words, open ones first."""

    head: Head
    token: str
    arenas: Sequence[Arena]
    arena: str
    notice: str
    scanned: str
    counts: Mapping[State, int]
    flags: Sequence[tuple[Flag, str]]


@router.get("")
async def every(context: Context, arena: str = "", state: State | None = None, done: str = "") -> Response:
    """Return the flags of an arena, open ones first, and what else can be done about its integrity."""
    running = await context.services.database.read(arenas.running)
    slug = arena or next((one.slug for one in running), "")
    if not slug:
        return await context.show("Integrity", notes=["No arenas yet."])
    listed = await context.services.database.read(flags.listed, slug)
    chosen = [flag for flag in listed.flags if state is None or flag.state == state]
    page = FlagsPage(
        head_of("Integrity", context.request),
        context.token,
        running,
        slug,
        _DONE.get(done, ""),
        "never" if listed.scanned_at is None else f"{time_of(listed.scanned_at)} UTC",
        {one: sum(flag.state == one for flag in listed.flags) for one in State},
        [(flag, title_of(flag)) for flag in chosen[:_MOST_FLAGS]],
    )
    return render(context.request, "admin/flags.html", page)


@router.post("/scan")
async def scan(context: Context, data: Form) -> Response:
    """Scan an arena now; the answer comes when it is done."""
    slug = str(data.get("arena", ""))
    await context.services.database.read(arenas.get, slug)
    await scanning.scan(context.services, slug)
    return to(f"{HOME}?{urlencode({'arena': slug, 'done': 'scan'})}")


@router.get("/flags/{flag_id}")
async def one(
    context: Context, flag_id: int, after: Annotated[int, Query(ge=0)] = 0, done: str = ""
) -> Response:
    """Return a flag on one screen: the evidence, what a decision would change, and the votes."""
    review = await context.services.database.read(reviewing.of_flag, flag_id, after)
    flag = review.flag
    effect = await preview.of_flag(context.services, flag_id)
    next_after = review.votes.next_after
    page = page_of(
        context,
        f"Flag {flag.id}: {title_of(flag)}",
        review.arena.slug,
        notice=_DONE.get(done, ""),
        lead=" ".join(filter(None, (flag.sentence, certainty_of(flag)))),
        meaning=meaning_of(flag),
        subject=flag.subject,
        links=_links(flag, review.arena.slug),
        others=[_link_to(other) for other in review.others],
        tiles=_tiles(review),
        numbers=numbers_of(flag),
        decision="releasing" if flag.held else "holding",
        effects=rows_of(effect) if effect.votes else None,
        buttons=_buttons(review),
        forms=_forms(context, review),
        votes=review.votes,
        more="" if next_after is None else f"{HOME}/flags/{flag.id}?after={next_after}#votes",
    )
    return show(context, page)


def _link_to(flag: Flag) -> Cell:
    return Cell(f"Flag {flag.id}: {title_of(flag)} ({flag.state})", f"{HOME}/flags/{flag.id}")


def _links(flag: Flag, arena: str) -> list[Cell]:
    scope, _, name = flag.subject.partition(":")
    if scope == "voter":
        return [Cell(f"Voter {name}", f"/admin/voters/{name}"), _votes_of(arena, voter=name)]
    if scope == "network":
        return [Cell(f"Network {name}", f"{HOME}/votes?{urlencode({'arena': arena, 'network': name})}")]
    if scope == "day":
        query = urlencode({"arena": arena, "since": name, "until": name})
        return [Cell(f"Votes of {name}", f"{HOME}/votes?{query}")]
    return []


def _votes_of(arena: str, **query: str) -> Cell:
    return Cell("All votes of this voter", f"/admin/votes?{urlencode({'arena': arena, **query})}")


def _tiles(review: Review) -> dict[str, str]:
    counting, held = review.states[None], review.states["held"]
    void = review.states.total() - counting - held
    tiles = {"State": review.flag.state.value, "Counting": f"{counting:,}", "Held": f"{held:,}"}
    waiting = {"Not published yet": f"{review.waiting:,}"} if review.waiting else {}
    return tiles | ({"Void": f"{void:,}"} if void else {}) | waiting


def _buttons(review: Review) -> list[Button]:
    path, flag = f"{HOME}/flags/{review.flag.id}", review.flag
    hold = [Button(f"{path}/hold", "Hold these votes")] if review.states[None] else []
    # An open flag can be released, too: that says that it was looked at, and that nothing is wrong.
    release = [Button(f"{path}/release", "Release" if flag.held else "Nothing is wrong")]
    return [*hold, *(release if flag.state != State.RELEASED else [])]


def _forms(context: AdminContext, review: Review) -> list[FilledForm]:
    if not (review.states[None] or review.states["held"]):
        return []
    return [filled(f"{HOME}/flags/{review.flag.id}/void", "Void for good", REASON, context.token)]


@router.post("/flags/{flag_id}/{decision}")
async def decide(
    context: Context, flag_id: int, decision: Literal["hold", "release", "void"], data: Form
) -> Response:
    """Hold, release or void the votes of a flag."""
    key_id = context.admin.key_id
    if decision == "void":
        reason = reason_of(data.get("reason"))
        question = Question(
            f"Void the votes of flag {flag_id} for good?",
            "They stay in the log and never count again. Held votes can be released later, void ones cannot.",
            "Void for good",
            f"{HOME}/flags/{flag_id}",
        )
        if asked := unconfirmed(context, data, question):
            return asked
        await context.services.database.write(holding.void, flag_id, reason, key_id)
    else:
        work = holding.hold if decision == "hold" else holding.release
        await context.services.database.write(work, flag_id, key_id)
    return to(f"{HOME}/flags/{flag_id}?done={decision}")
