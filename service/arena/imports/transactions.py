"""An import's transaction. One that took nothing is undone, so that it leaves no empty arena behind."""

from __future__ import annotations

from contextlib import suppress
from typing import Protocol, TypeVar

from service.arena.services import Writing
from service.db.engine import Database, WriteSession


class ImportReport(Protocol):
    """What the reports of all imports have."""

    @property
    def took_nothing(self) -> bool:
        """Whether nothing was added and nothing was there already: the import has failed."""


R = TypeVar("R", bound=ImportReport)


class _Undone(Exception):
    """Ends a transaction without its effects."""


async def write_import(database: Database, work: Writing[R], *, once: bool = False) -> R:
    """Run an import in one transaction and return its report; undo the transaction if it took nothing.

    With ``once`` the work is never run again; see `Database.write_once`.
    """
    reports: list[R] = []

    def attempt(session: WriteSession) -> None:
        reports.append(work(session))
        if reports[-1].took_nothing:
            raise _Undone

    with suppress(_Undone):
        await (database.write_once(attempt) if once else database.write(attempt))
    return reports[-1]
