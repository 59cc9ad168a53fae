"""What an import does, found out before it writes."""

from pathlib import Path

import pytest

from service.arena.imports.arenas import find_arena
from service.arena.imports.votes.columns import Columns
from service.arena.imports.votes.importing import read_votes
from service.arena.imports.votes.planning import Mode, Plan, plan_import
from service.db.catalog_revision import revision
from service.db.engine import ReadSession
from service.db.queries import models
from tests.support.files.files import written
from tests.support.files.imports import SECRET, imported, opened

pytestmark = pytest.mark.anyio

ROWS = """\
model_a,model_b,winner,tstamp
Alpha,Beta,model_a,2024-01-02
Beta,Alpha,tie,2024-01-01
Beta,Beta,tie,2024-01-01
"""


async def test_a_plan_reads_and_the_import_reports_the_same(database_url: str, tmp_path: Path) -> None:
    path = written(tmp_path / "v.csv", ROWS)

    def plan(session: ReadSession, mode: Mode) -> Plan:
        file = read_votes(path, Columns.of(), SECRET)
        return plan_import(session, find_arena(session, "t2i", None), file, mode)

    async with opened(database_url) as database:
        before = await database.read(revision)
        known, numbers, report = await database.read(plan, Mode())
        assert await database.read(revision) == before
        assert await database.read(models.names) == []
        assert (known.new.height, numbers.height, report.positions) == (2, 2, (1, 2))
        strict = (await database.read(plan, Mode(strict=True))).report
        assert (strict.took_nothing, len(strict.rejected), strict.survey.new.models) == (True, 3, ())
        done = await imported(database, path)
        assert done == report
        assert done.survey == report.survey
        again = (await database.read(plan, Mode(strict=True))).report
        assert (again.accepted, again.duplicates, again.took_nothing) == (0, 2, False)
