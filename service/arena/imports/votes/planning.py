"""What an import of votes does, found out before it writes: the same for an import and for its preview."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import NamedTuple

import polars as pl

from service.arena.imports.previews.surveys import Survey, survey
from service.arena.imports.readers.frames import Refused, by_line
from service.arena.imports.votes.duplicates import Known, drop_known
from service.arena.imports.votes.external_ids import like
from service.arena.imports.votes.names import alike, refuse_one_model, refuse_retired, refuse_unknown
from service.arena.imports.votes.placeholders import find_ids
from service.arena.imports.votes.recognition import Recognition, recognition_of
from service.arena.imports.votes.rows import VoteFile
from service.arena.recording.backlog import end_of
from service.db.engine import ReadSession
from service.domain.arenas import Arena


@dataclass(frozen=True, slots=True)
class Report:
    """The result of importing a file; ``positions`` are those of the first and the last accepted vote.

    ``look_alikes`` are names of the file and other names that people may take for the same, and ``survey``
    says what was understood of the file.
    """

    arena: str
    accepted: int
    duplicates: int
    rejected: list[Refused]
    positions: tuple[int, int] | None
    filtered: int
    voided: int
    recognition: Recognition = field(default_factory=Recognition)
    look_alikes: list[tuple[str, str]] = field(default_factory=list)
    survey: Survey = field(default_factory=Survey, compare=False)

    @property
    def took_nothing(self) -> bool:
        """Whether nothing was added and nothing was there already."""
        return not (self.accepted or self.duplicates)


@dataclass(frozen=True, slots=True)
class Mode:
    """How an import takes what is unclear.

    With ``strict``, rows with unknown names are refused; otherwise the names are created. With ``all_new``,
    no row without id and time is taken for one of an earlier import.
    """

    strict: bool = False
    all_new: bool = False


class Plan(NamedTuple):
    """What an import adds: the new rows, with ids or placeholders and with the file's numbers.

    ``known`` says what of the file was known, ``report`` is the import's once the rows are added.
    """

    known: Known
    numbers: pl.DataFrame
    report: Report


def plan_import(session: ReadSession, arena: Arena, file: VoteFile, mode: Mode) -> Plan:
    """Return what an import adds to an arena, which may be absent (`find_arena`).

    The file's rows are taken from it: an import needs their memory.
    """
    ids = find_ids(session, arena, file)
    understood = survey(session, arena, file, ids, adds=not mode.strict)
    look_alikes = alike(session, file)
    rows, refused = file.take(), [*file.refused]
    if mode.strict:
        rows, unknown = refuse_unknown(session, arena, file, rows)
        refused += unknown
    if arena.retired_models == "refuse":
        rows, on_retired = refuse_retired(session, file, rows)
        refused += on_retired
    numbers = rows
    rows, of_one_model = refuse_one_model(file, numbers, ids.put(numbers))
    # With all numbers: a file is recognized by its order, and a merge of models must not change that.
    known = drop_known(session, arena, file, numbers, rows, all_new=mode.all_new)
    accepted, end = known.new.height, end_of(session, arena)
    report = Report(
        arena=arena.slug,
        accepted=accepted,
        duplicates=rows.height - accepted - len(known.refused),
        rejected=by_line([*refused, *of_one_model, *known.refused]),
        positions=(end + 1, end + accepted) if accepted else None,
        filtered=file.filtered,
        voided=file.voided,
        recognition=recognition_of(known),
        look_alikes=look_alikes,
        survey=understood,
    )
    return Plan(known, like(numbers, known.new), report)
