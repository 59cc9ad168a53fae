"""The page of a review: why, what a decision would change, the votes, and the buttons."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from urllib.parse import urlencode

from fastapi import Response

from service.arena.boards.effects import Effect
from service.arena.integrity.reviewing import VotesPage
from service.web.admin.context import AdminContext
from service.web.admin.forms import FilledForm
from service.web.admin.pages import Button, Cell, Row, effect_rows, head_of
from service.web.rendering import Head, render

HOME = "/admin/integrity"


@dataclass(frozen=True, slots=True)
class ReviewPage:
    """A page on which somebody decides about votes.

    ``lead`` is the evidence, ``meaning`` what to look for, ``tiles`` and ``numbers`` are pairs of a name and
    a value. ``subject`` is whom the votes are of, if it is one, and ``others`` links to more flags about it.
    ``effects`` are the rows of what a decision would change, None if there is nothing to decide; ``decision``
    names it. ``forms`` decide, and ``search`` chooses the votes. ``more`` is the link to the next ones.
    """

    head: Head
    token: str
    title: str
    arena: str
    crumbs: Sequence[Cell]
    notice: str = ""
    lead: str = ""
    meaning: str = ""
    subject: str = ""
    links: Sequence[Cell] = ()
    others: Sequence[Cell] = ()
    tiles: Mapping[str, str] = field(default_factory=dict)
    numbers: Mapping[str, str] = field(default_factory=dict)
    decision: str = ""
    effects: Sequence[Row] | None = None
    buttons: Sequence[Button] = ()
    forms: Sequence[FilledForm] = ()
    search: FilledForm | None = None
    votes: VotesPage | None = None
    more: str = ""


def crumbs_of(arena: str) -> list[Cell]:
    """Return the way from the flags of an arena to a page."""
    return [Cell("Integrity", f"{HOME}?{urlencode({'arena': arena})}")]


def page_of(context: AdminContext, title: str, arena: str, **parts: object) -> ReviewPage:
    """Return a page of a session with the given parts."""
    head = head_of(title, context.request)
    return ReviewPage(head, context.token, title, arena, crumbs_of(arena), **parts)  # type: ignore[arg-type]


def show(context: AdminContext, page: ReviewPage, status: int = 200) -> Response:
    """Return the page of a review."""
    return render(context.request, "admin/review.html", page, status)


def rows_of(effect: Effect) -> list[Row]:
    """Return the rows of what a decision would change, without the arena."""
    return [Row(row.cells[1:]) for row in effect_rows([effect])]
