"""What an import says about the order of its votes, and about which of them were known."""

from __future__ import annotations

from service.arena.imports.votes.external_ids import NotAnId
from service.arena.imports.votes.undated import Recognized
from service.domain import clock


def identity_notes(
    not_an_id: NotAnId | None, undated: Recognized, accepted: int, untimed: int
) -> tuple[str, ...]:
    """Return the sentences for an import; ``untimed`` of the accepted votes have no time."""
    return (*_id(not_an_id), *_recognized(undated), *_alike(undated), *_order(accepted, untimed))


def _id(found: NotAnId | None) -> list[str]:
    if found is None:
        return []
    return [
        f"the column {found.column!r} is not an id of votes: {_rows(found.rows)} the value of another vote, "
        f"such as {found.example!r}. The votes came in without ids. If it is their id, say so with "
        f"--map external_id={found.column}; then the other votes are refused"
    ]


def _recognized(undated: Recognized) -> list[str]:
    known = int(undated.known.sum())
    if not known:
        return []
    day = clock.day_text((undated.imported_at or 0) // clock.DAY)
    source = f"an import of {day}" if undated.imports == 1 else f"{undated.imports} imports, the last of {day}"
    count = f"{known:,} row{'s' * (known != 1)}"
    return [
        f"{count} without id and time came in the same order in {source} and {'were' if known != 1 else 'was'} "
        "not added again. If they are other votes, add them with --all-new"
    ]


def _alike(undated: Recognized) -> list[str]:
    if not undated.alike:
        return []
    return [
        f"{undated.alike:,} of the rows without id and time equal rows of an earlier import, but not in its order, "
        "so they count as new votes. If they are the same votes, void them; ids or times tell votes apart"
    ]


def _order(accepted: int, untimed: int) -> list[str]:
    if not untimed:
        return []
    if untimed == accepted:
        return ["no vote has a time: they count in the order of the file, as of now"]
    return [f"{untimed:,} of the {accepted:,} votes have no time: they count after the others, as of now"]


def _rows(count: int) -> str:
    return f"{count:,} row{'s have' if count != 1 else ' has'}"
