"""How an import ordered a file's votes, and which of them it knew: in numbers, and in words for people."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from service.arena.imports.votes.duplicates import Known
from service.arena.imports.votes.external_ids import NotAnId
from service.domain import clock

Order = Literal["time", "file"]


@dataclass(frozen=True, slots=True)
class Recognition:
    """What an import made of ids, times and rows with neither.

    ``order`` is what ordered the votes: their times, or the file where none has one. ``not_an_id`` is the
    column whose ids were dropped. ``repeated`` duplicates have the id of an earlier row of the file.
    ``recognized`` rows without id and time came with an earlier import; ``alike`` is how many others equal
    one of its rows and were added. ``notes`` say this in words.
    """

    order: Order = "time"
    not_an_id: NotAnId | None = None
    repeated: int = 0
    recognized: int = 0
    alike: int = 0
    notes: tuple[str, ...] = ()


def recognition_of(known: Known) -> Recognition:
    """Return what to report on the known and the new rows of a file."""
    untimed, accepted = known.new["voted_at"].null_count(), known.new.height
    notes = (
        _id(known.not_an_id),
        _repeated(known.repeated),
        _recognized(known),
        _alike(known),
        _order(accepted, untimed),
    )
    return Recognition(
        order="file" if untimed and untimed == accepted else "time",
        not_an_id=known.not_an_id,
        repeated=known.repeated,
        recognized=known.recognized,
        alike=known.undated.alike,
        notes=tuple(note for note in notes if note),
    )


def _id(found: NotAnId | None) -> str | None:
    if found is None:
        return None
    have = f"{found.rows:,} row{'s have' if found.rows != 1 else ' has'}"
    return (
        f"the column {found.column!r} is not an id of votes: {have} the value of another vote, such as "
        f"{found.example!r}. The votes came in without ids. If it is their id, say so with "
        f"--map external_id={found.column}; then rows with the id of another vote are refused"
    )


def _repeated(count: int) -> str | None:
    if not count:
        return None
    return (
        f"{count:,} {'rows repeat' if count != 1 else 'row repeats'} an earlier row of the file, with its id"
    )


def _recognized(known: Known) -> str | None:
    count, found = known.recognized, known.undated
    if not count:
        return None
    day = clock.day_text((found.imported_at or 0) // clock.DAY)
    source = f"an import of {day}" if found.imports == 1 else f"{found.imports} imports, the last of {day}"
    rows, were = ("rows", "were") if count != 1 else ("row", "was")
    return (
        f"{count:,} {rows} without id and time came in the same order in {source} and {were} not added "
        "again. If they are other votes, add them with --all-new"
    )


def _alike(known: Known) -> str | None:
    if not known.undated.alike:
        return None
    return (
        f"{known.undated.alike:,} of the added rows without id and time equal rows of an earlier import, but "
        "not in its order, so they count as new votes. If they are the same votes, void them. Votes with ids "
        "or times are told apart"
    )


def _order(accepted: int, untimed: int) -> str | None:
    if not untimed:
        return None
    if untimed == accepted:
        return "no vote has a time: they count in the order of the file, as of now"
    return f"{untimed:,} of the {accepted:,} votes have no time: they count after the others, as of now"
