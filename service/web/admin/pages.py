"""What the admin pages share: lists of rows with forms and buttons."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

from fastapi import Request, Response
from fastapi.responses import RedirectResponse

from service.arena.access.admins import Admin
from service.arena.votes.void_preview import Effect
from service.domain import clock
from service.web import filters
from service.web.admin.forms import FilledForm
from service.web.rendering import Head

SEE_OTHER = 303

# What a query says about this visit only: how many images a form added. The next page is not about it.
_NEWS = ("cursor", "added", "known")


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell of a list: its text, its link, and its image, if any."""

    text: str
    href: str = ""
    image: str = ""


@dataclass(frozen=True, slots=True)
class Button:
    """A form with one button, one hidden value, and a text field if ``ask`` labels one."""

    action: str
    label: str
    hidden: tuple[str, str] = ("", "")
    ask: str = ""


@dataclass(frozen=True, slots=True)
class Row:
    """A row of a list and its buttons."""

    cells: Sequence[Cell]
    buttons: Sequence[Button] = ()


@dataclass(frozen=True, slots=True)
class ListPage:
    """A page with a list, forms, and buttons, for every resource.

    ``crumbs`` are the breadcrumbs, ``links`` lead to related pages, ``more`` is the query of the next page.
    ``notice`` says what was done, ``secret`` is shown only once under ``new_noun``, and ``effects`` has
    rows of `effect_rows`.
    """

    head: Head
    admin: Admin
    token: str
    crumbs: Sequence[Cell] = ()
    columns: Sequence[str] = ()
    rows: Sequence[Row] = ()
    empty: str = ""
    forms: Sequence[FilledForm] = ()
    buttons: Sequence[Button] = ()
    notes: Sequence[str] = ()
    effects: Sequence[Row] | None = None
    links: Sequence[Cell] = ()
    more: str = ""
    notice: str = ""
    secret: str = ""
    new_noun: str = "key"


def head_of(title: str, request: Request) -> Head:
    """Return the head of an admin page."""
    return Head(f"{title} – Admin", "For administrators only.", request.url.path, section="admin")


def next_page(request: Request, cursor: str | None) -> str:
    """Return the query of a list's next page, with the filters of this one; "" if this is the last."""
    if cursor is None:
        return ""
    kept = [(name, value) for name, value in request.query_params.multi_items() if name not in _NEWS]
    return f"?{urlencode([*kept, ('cursor', cursor)])}"


def time_of(moment: int) -> str:
    """Return a moment in microseconds since 1970 as UTC text: ``2026-11-25 10:00:00``."""
    return clock.to_text(moment)[:19].replace("T", " ")


def effect_rows(effects: Sequence[Effect]) -> list[Row]:
    """Return what voiding would change, one row per model: arena, model, rank, and score."""
    return [
        Row(
            [
                Cell(effect.arena),
                Cell(change.name),
                Cell(f"{change.rank_before or filters.NONE} → {change.rank_after or filters.NONE}"),
                Cell(f"{filters.number(change.score_before)} → {filters.number(change.score_after)}"),
            ]
        )
        for effect in effects
        for change in effect.changes
    ]


def to(path: str) -> Response:
    """Return a redirect to a page after a change."""
    return RedirectResponse(path, SEE_OTHER)
