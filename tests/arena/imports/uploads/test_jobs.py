"""Previews and imports of uploads, in processes of their own."""

from __future__ import annotations

import io
import os
from pathlib import Path

import pytest

from service.arena.access import audit, keys
from service.arena.imports.previews.previews import Choices
from service.arena.imports.uploads import jobs as jobs_module
from service.arena.imports.uploads import store
from service.arena.imports.uploads.jobs import UploadJobs
from service.arena.imports.uploads.store import Result, Upload
from service.arena.imports.votes.columns import Columns
from service.db.queries import arenas
from service.domain.paging import page_of
from service.errors import Invalid, Unavailable
from service.settings import Settings
from tests.support.files.imports import opened
from tests.support.runs.waiting import until

pytestmark = pytest.mark.anyio


def upload_of(folder: Path, rows: str, key_id: int) -> Upload:
    """Return an upload of votes."""
    return store.save(folder, io.BytesIO(b"model_a,model_b,winner\n" + rows.encode()), "votes.csv", key_id)


async def test_a_preview_an_import_and_what_fails(sqlite_url: str, tmp_path: Path) -> None:
    settings = Settings(database_url=sqlite_url, data_dir=tmp_path, blobs_url=str(tmp_path / "blobs"))
    jobs, choices = UploadJobs(), Choices("t2i", Columns.of())
    async with opened(sqlite_url) as database:
        key = await database.write(keys.create, "me", ("admin",))
        good = upload_of(tmp_path, "a,b,model_a\na,b,what\n", key.id)
        seen = await jobs.preview(settings, good, choices)
        assert seen.report is not None
        assert (seen.report.accepted, seen.rejected, seen.refused[0].field) == (1, 1, "outcome")
        assert (seen.report.rejected, seen.opened.votes) == ([], None)
        assert await database.read(arenas.every) == []
        bad = upload_of(tmp_path, "a,b,what\n", key.id)
        assert (await jobs.preview(settings, bad, choices)).opened.words == {"what": ""}
        prompts = store.save(tmp_path, io.BytesIO(b"a,b\n1,2\n"), "p.csv", key.id, store.PROMPTS)
        with pytest.raises(Invalid, match="no column 'text'"):
            await jobs.contents(prompts)
        for upload in (good, good, bad):
            jobs.start(settings, upload, choices, key.id)
        await until(lambda: all(store.result_of(upload) for upload in (good, bad)), "the results")
        imported, failed = store.result_of(good), store.result_of(bad)
        assert imported == Result(
            "t2i", "1 vote added, 0 were already there, 0 rows filtered out, 0 void, 1 refused."
        )
        assert failed is not None
        assert failed.error
        assert failed.text.startswith("Nothing was imported: no outcome of the file is known")
        entries = (await database.read(audit.page, page_of(None, 10))).items
        assert [
            (entry.key_id, entry.action, entry.subject) for entry in entries if entry.action == "import"
        ] == [(key.id, "import", "votes into t2i")]
    jobs.close()


@pytest.mark.slow
async def test_a_process_that_dies_is_replaced(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(jobs_module, "IDLE_SECONDS", 0.0)
    workers = jobs_module._Workers(1)
    with pytest.raises(Unavailable, match="died: the file is damaged"):
        await workers.run(os._exit, 1)
    assert await workers.run(abs, -1) == 1
    await until(lambda: workers._pool is None, "the end of the processes")
    upload = store.save(tmp_path, io.BytesIO(b"x"), "v.csv", 1)
    jobs = UploadJobs()
    jobs.start(Settings(database_url="mysql://x"), upload, Choices("t2i", Columns.of()), 1)
    await until(lambda: store.result_of(upload) is not None, "the result")
    failed = store.result_of(upload)
    assert failed is not None
    assert failed.text.startswith("The import failed: the database URL must look like")
    jobs.close()
