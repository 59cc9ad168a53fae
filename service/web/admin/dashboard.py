"""The first page: what happened, what waits for somebody, what it costs, and what failed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from fastapi import APIRouter, Response

from service.arena.access import audit
from service.arena.access.admins import Admin
from service.arena.dashboard import DAYS, VOTER_DAYS, ArenaState, Budget, Dashboard, dashboard
from service.domain.arenas import Arena
from service.domain.audit import Entry
from service.domain.catalog import MICROS
from service.domain.ledger import Day
from service.domain.paging import page_of
from service.domain.votes import Exclusion
from service.http.deps import untrusted_proxy_of
from service.web import filters
from service.web.admin.context import Context
from service.web.admin.pages import Cell as Link
from service.web.admin.pages import head_of
from service.web.admin.targets import capitalized, voting_page
from service.web.charts.figure import Cell, Head, Key, Table
from service.web.charts.page_chart import PageChart, page_chart
from service.web.charts.stacks import Stacks
from service.web.rendering import Head as PageHead
from service.web.rendering import render

router = APIRouter(prefix="/admin", include_in_schema=False)

_ENTRIES = 10
_KEYS = [Key("Counted", 0), Key("Held", 1), Key("Not counted", 2)]
# Where somebody can do something about what the doctor found.
_PLACES = {
    "webhooks": Link("Webhooks", "/admin/webhooks"),
    "integrity": Link("Integrity", "/admin/integrity"),
    "networks": Link("How votes are limited", "/docs/integrity"),
    "backup": Link("How to make backups", "/docs/operations"),
    "disk": Link("What needs room", "/docs/operations"),
    "folds": Link("How votes are rated", "/docs/operations"),
}


@dataclass(frozen=True, slots=True)
class Tile:
    """A number, what it counts, where it can be acted on, and what to know about it."""

    name: str
    number: str
    href: str
    note: str = ""
    urgent: bool = False


@dataclass(frozen=True, slots=True)
class Meter:
    """How much of a limit is used up: the two as text, and the share in percent."""

    used: str
    limit: str
    percent: int


@dataclass(frozen=True, slots=True)
class AxisTarget:
    """The target of an axis: its arena, what it is called, where it is voted on, and how far it is."""

    arena: Arena
    name: str
    href: str
    meter: Meter
    missing: int


@dataclass(frozen=True, slots=True)
class DashboardPage:
    """The page's context. ``proxy`` is the address of one that hides voters, or empty.

    ``chart`` is None before the first vote of the days that are shown.
    """

    head: PageHead
    admin: Admin
    token: str
    proxy: str
    tiles: Sequence[Tile]
    chart: PageChart | None
    state: Dashboard
    arenas: Sequence[tuple[ArenaState, Day, Meter | None]]
    targets: Sequence[AxisTarget]
    budgets: Sequence[tuple[Budget, Meter | None, Meter | None]]
    problems: Sequence[tuple[str, Link | None]]
    entries: Sequence[Entry]


@router.get("")
async def first_page(context: Context) -> Response:
    """Return the state of the service, with links to where something can be done about it."""
    state = await dashboard(context.services)
    entries = await context.services.database.read(audit.page, page_of(None, _ENTRIES))
    proxy = untrusted_proxy_of(context.request)
    page = DashboardPage(
        head=head_of("Overview", context.request),
        admin=context.admin,
        token=context.token,
        proxy=str(proxy) if proxy else "",
        tiles=_tiles(state) if state.arenas else [],
        chart=_chart(state),
        state=state,
        arenas=[(one, _today(state, one), _target(one)) for one in state.arenas],
        targets=_axis_targets(state),
        budgets=[(one, *_meters(one)) for one in state.budgets],
        problems=[(f"{one.what}: {one.detail}", _PLACES.get(one.what)) for one in state.problems],
        entries=entries.items,
    )
    return render(context.request, "admin/overview.html", page)


def _today(state: Dashboard, one: ArenaState) -> Day:
    found = (day for day in one.ledger.days if day.day == state.today)
    return next(found, Day(state.today, 0, 0, {}, 0))


def _tiles(state: Dashboard) -> list[Tile]:
    today = [_today(state, one) for one in state.arenas]
    held, flags, backlog = (
        sum(getattr(one, name) for one in state.arenas) for name in ("held", "flags", "backlog")
    )
    failed = sum(one.generations for one in state.failures)
    first = max(state.arenas, key=lambda one: (one.flags, one.held)).arena.slug
    integrity = f"/admin/integrity?arena={first}"
    return [
        Tile("Votes today", filters.count(sum(day.votes for day in today)), "/admin/votes"),
        Tile(f"Voters in {VOTER_DAYS} days", filters.count(state.voters), "/admin/voters"),
        Tile("Skips today", filters.count(sum(day.skips for day in today)), f"/integrity?arena={first}"),
        Tile("Held votes", filters.count(held), integrity, "in the log, not in the ratings"),
        Tile("Flags to review", filters.count(flags), f"{integrity}&state=open", urgent=flags > 0),
        Tile("Votes not rated yet", filters.count(backlog), "#arenas-title"),
        Tile("Images being made", filters.count(state.waiting), "#keys-title", f"room for {state.room:,}"),
        Tile("Errors in a day", filters.count(failed), "#errors-title", "failed images", urgent=failed > 0),
    ]


def _meters(one: Budget) -> tuple[Meter | None, Meter | None]:
    """Return how much of a key's limits is used up: money this month, images today."""
    money = count = None
    if one.monthly is not None:
        spent, limit = (filters.money(amount / MICROS, "USD") for amount in (one.spent, one.monthly))
        money = Meter(spent, limit, _percent(one.spent, one.monthly))
    if one.daily is not None:
        count = Meter(filters.count(one.asked), filters.count(one.daily), _percent(one.asked, one.daily))
    return money, count


def _target(one: ArenaState) -> Meter | None:
    """Return how far an arena is on the way to its own target."""
    votes, target = one.ledger.total.votes, one.arena.target_votes
    if target is None:
        return None
    return Meter(filters.count(votes), filters.count(target), _percent(votes, target))


def _axis_targets(state: Dashboard) -> list[AxisTarget]:
    """Return how far axes are on the way to their targets, by arena."""
    return [
        AxisTarget(
            one.arena,
            capitalized(row.target.axis),
            voting_page(one.arena.slug, row.target.axis),
            Meter(
                filters.count(row.votes),
                filters.count(row.target.votes),
                _percent(row.votes, row.target.votes),
            ),
            row.missing,
        )
        for one in state.arenas
        for row in one.targets
    ]


def _percent(used: int, limit: int) -> int:
    return min(100, 100 * used // limit) if limit else 100


def _chart(state: Dashboard) -> PageChart | None:
    days = list(_days(state))
    if not days:
        return None
    kinds = [Head(key.name, key.series) for key in _KEYS]
    heads = [Head("Day (UTC)"), Head("Votes"), *kinds, Head("Voters"), Head("Skips")]
    rows = [
        [
            Cell(filters.day_number(one.day)),
            *(
                Cell(filters.count(number))
                for number in (one.votes, *_parts(one), state.voters_by_day.get(one.day, 0), one.skips)
            ),
        ]
        for one in days
    ]
    counts = [(one.day, _parts(one)) for one in days]
    return page_chart(Stacks("Votes by day, all arenas", "Votes", _KEYS, counts, Table(heads, rows)))


def _days(state: Dashboard) -> Iterator[Day]:
    """Yield the days with votes or skips in any arena, oldest first."""
    for number in range(state.today - DAYS + 1, state.today + 1):
        days = [day for one in state.arenas for day in one.ledger.days if day.day == number]
        if days:
            held = sum(day.not_counted.get(Exclusion.HELD.label, 0) for day in days)
            votes, counted, skips = (
                sum(getattr(day, name) for day in days) for name in ("votes", "counted", "skips")
            )
            yield Day(number, votes, counted, {Exclusion.HELD.label: held}, skips)


def _parts(one: Day) -> list[int]:
    held = one.not_counted[Exclusion.HELD.label]
    return [one.counted, held, one.votes - one.counted - held]
