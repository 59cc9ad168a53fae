"""The blob store of a process: away without its marker, back with it, and never waited for without end."""

from __future__ import annotations

import asyncio
import logging
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from service.arena.blob_store import THREADS, BlobStore
from service.blobs.local import LocalBlobs
from service.blobs.protocol import MARKER, Namespace
from service.db.engine import open_database
from service.errors import Damaged, Unavailable
from tests.support.runs.waiting import CEILING_SECONDS, until

pytestmark = pytest.mark.anyio


@contextmanager
def store_of(url: str, folder: Path, blobs: LocalBlobs | None = None) -> Iterator[BlobStore]:
    """Yield a store in a folder."""
    store = BlobStore(blobs or LocalBlobs(folder), open_database(url, 1), seconds=CEILING_SECONDS)
    yield store
    store.close()


async def test_it_is_away_without_its_marker_and_back_with_it(
    sqlite_url: str, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    folder, away = tmp_path / "blobs", tmp_path / "away"
    with store_of(sqlite_url, folder) as store, caplog.at_level(logging.WARNING, "arena"):
        digest = await store.write("copies", b"bytes")
        folder.rename(away)
        for _ in range(3):
            with pytest.raises(Unavailable, match=f"away: {folder} has no marker") as caught:
                await store.read("copies", digest)
            assert "ARENA_BLOBS_URL" in caught.value.detail
            with pytest.raises(Unavailable):
                await store.write("copies", b"other bytes")
            with pytest.raises(Unavailable):
                await store.check()
        assert not folder.exists()  # nothing is written below a mount point
        away.rename(folder)
        assert await store.read("copies", digest) == b"bytes"
        assert [record.levelname for record in caplog.records] == ["ERROR", "WARNING"]
        (folder / MARKER).unlink()
        with pytest.raises(Unavailable):
            await store.read("copies", digest)
        with pytest.raises(Unavailable):
            store.delete("copies", digest)


async def test_missing_bytes_are_damage_only_beside_the_marker(sqlite_url: str, tmp_path: Path) -> None:
    with store_of(sqlite_url, tmp_path / "blobs") as store:
        await store.write("copies", b"bytes")
        with pytest.raises(Damaged):
            await store.read("copies", bytes(32))
        with pytest.raises(Damaged):
            store.get("copies", bytes(32))
        (tmp_path / "blobs" / MARKER).write_text("another\n")
        with pytest.raises(Unavailable, match="of another database"):
            await store.read("copies", bytes(32))


async def test_it_does_not_depend_on_the_working_directory(
    sqlite_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    with store_of(sqlite_url, Path("blobs")) as store:
        digest = await store.write("copies", b"bytes")
        (tmp_path / "elsewhere").mkdir()
        monkeypatch.chdir(tmp_path / "elsewhere")
        assert await store.read("copies", digest) == b"bytes"
    with store_of(sqlite_url, Path("blobs")) as other:
        with pytest.raises(Unavailable, match=f"{tmp_path}/elsewhere/blobs has no marker"):
            await other.read("copies", digest)
        assert not (tmp_path / "elsewhere" / "blobs").exists()


async def test_before_the_first_look_nothing_is_taken_or_given(sqlite_url: str, tmp_path: Path) -> None:
    with store_of(sqlite_url, tmp_path / "blobs") as store:
        with pytest.raises(Unavailable, match="not been looked at"):
            store.put("copies", b"bytes")
        await store.check()
        assert store.get("copies", store.put("copies", b"bytes")) == b"bytes"
        assert store.marker() == (tmp_path / "blobs" / MARKER).read_text().partition("\n")[0]
        assert (await store.room() or 0) == pytest.approx(store.free_bytes() or 0, rel=0.5)


async def test_the_start_tells_what_is_wrong_and_claims_nothing_new(
    sqlite_url: str, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    with store_of(sqlite_url, tmp_path / "blobs") as store:
        await store.open()
        assert not (tmp_path / "blobs").exists()
        await store.write("copies", b"bytes")
    with store_of(sqlite_url, tmp_path / "nowhere") as store:
        await store.open()
        assert f"{tmp_path}/nowhere has no marker" in caplog.text


class Hanging(LocalBlobs):
    """A folder that does not answer, as a file server that is gone, until it is let go."""

    def __init__(self, folder: Path) -> None:
        super().__init__(folder)
        self.going_on = threading.Event()
        self.going_on.set()
        self.calls = 0

    def get(self, namespace: Namespace, digest: bytes) -> bytes:
        """Wait, then answer."""
        self.calls += 1
        self.going_on.wait()
        return super().get(namespace, digest)


async def test_a_store_that_hangs_holds_nobody_up_for_long(
    sqlite_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    blobs = Hanging(tmp_path / "blobs")
    with store_of(sqlite_url, tmp_path, blobs) as store:
        digest = await store.write("copies", b"bytes")
        blobs.going_on.clear()
        monkeypatch.setattr(store, "_seconds", 0.2)
        reads = [store.read("copies", digest) for _ in range(2 * THREADS)]
        results = await asyncio.gather(*reads, return_exceptions=True)
        assert {type(result) for result in results} == {Unavailable}
        assert "did not answer within 0.2 seconds" in str(results[0])
        await until(lambda: blobs.calls == THREADS, "every thread's call")
        with pytest.raises(Unavailable):  # at once: it is not even asked
            await store.read("copies", digest)
        assert blobs.calls == THREADS
        assert await asyncio.to_thread(lambda: 1) == 1  # other threads are free
        blobs.going_on.set()
        monkeypatch.undo()
        await until(lambda: not store._late, "the end of the calls that hung")
        assert await store.read("copies", digest) == b"bytes"
