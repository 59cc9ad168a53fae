"""Uploads of prompts and of images: looked at, imported, and kept inside their folder."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import pytest

from service.arena.access import keys
from service.arena.imports.uploads import bulk, store
from service.arena.imports.uploads.store import IMAGES, PROMPTS, Result, Upload
from service.errors import Malformed, TooLarge
from tests.support.images.pictures import picture
from tests.support.votes.arenas import arena_services

pytestmark = pytest.mark.anyio


def zipped(folder: Path, files: dict[str, bytes]) -> Upload:
    """Return an upload of images."""
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w") as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    data.seek(0)
    return store.save(folder, data, "images.zip", 1, IMAGES)


FOLDERS = {
    "mine/A cat/m0.png": picture(seed=1),
    "mine/A cat/m1.png": picture(seed=2),
    "mine/odd.png": b"",
    "__MACOSX/A cat/._m0.png": b"x",
}
TABLE = {
    "images.csv": b"model,prompt,path\nm0,A cat,a.png\nm1,A cat,../../b.png\n",
    "a.png": picture(seed=1),
    "../b.png": picture(seed=2),
}


async def test_images_of_folders(sqlite_url: str, tmp_path: Path) -> None:
    async with arena_services(sqlite_url, tmp_path) as services:
        key = await services.database.write(keys.create, "me", ("admin",))
        upload = zipped(tmp_path, FOLDERS)
        found = bulk.contents(upload)
        assert found.summary == "2 images of 2 models for 1 prompt."
        assert list(found.rows) == [("A cat", "m0", "m0.png"), ("A cat", "m1", "m1.png")]
        assert (found.rejected, found.is_empty) == (1, False)
        done = await bulk.import_bulk(services, upload, "t2i", key.id)
        assert done == Result("t2i", "2 added, 0 were already there, 1 refused.")
        assert store.progress_of(upload) == (2, 2)
        assert [path.name for path in upload.folder.iterdir() if path.is_dir()] == []
        again = await bulk.import_bulk(services, zipped(tmp_path, FOLDERS), "t2i", key.id)
        assert again.text == "0 added, 2 were already there, 1 refused."


def test_a_table_names_files_of_the_zip_file_alone(tmp_path: Path) -> None:
    upload = zipped(tmp_path, TABLE)
    found = bulk.contents(upload)
    assert (found.summary, found.rejected) == ("1 image of 1 model for 1 prompt.", 1)
    assert not (upload.folder / "b.png").exists()


def test_what_is_no_zip_file_or_too_much(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(Malformed):
        bulk.contents(store.save(tmp_path, io.BytesIO(b"PK no"), "images.zip", 1, IMAGES))
    monkeypatch.setattr(bulk, "MAX_UNPACKED", 10)
    with pytest.raises(TooLarge):
        bulk.contents(zipped(tmp_path, FOLDERS))


def spoiled(compression: int) -> bytes:
    """Return a ZIP file in whose compressed data bytes are wrong."""
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w", compression) as archive:
        archive.writestr("A cat/m0.png", bytes(range(50)) * 100)
    whole = bytearray(data.getvalue())
    whole[50:80] = bytes(one ^ 0xFF for one in whole[50:80])
    return bytes(whole)


@pytest.mark.parametrize("compression", [zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_spoiled_data_is_said_to_be_broken(tmp_path: Path, compression: int) -> None:
    upload = store.save(tmp_path, io.BytesIO(spoiled(compression)), "images.zip", 1, IMAGES)
    with pytest.raises(Malformed, match="not a ZIP file that can be read"):
        bulk.contents(upload)


def test_names_that_no_folder_can_have(tmp_path: Path) -> None:
    for files in ({"a": b"x", "a/b.png": b"x"}, {"a" * 300: b"x"}):
        upload = zipped(tmp_path, files)
        with pytest.raises(Malformed) as refused:
            bulk.contents(upload)
        assert str(tmp_path) not in refused.value.detail


def test_a_zip_file_without_files_has_no_images(tmp_path: Path) -> None:
    assert bulk.contents(zipped(tmp_path, {})).is_empty


async def test_prompts(sqlite_url: str, tmp_path: Path) -> None:
    async with arena_services(sqlite_url, tmp_path) as services:
        key = await services.database.write(keys.create, "me", ("admin",))
        rows = b"text,themes,language\nA cat,animals,en\nUn chat,animals,fr\n,animals,fr\n"
        upload = store.save(tmp_path, io.BytesIO(rows), "prompts.csv", key.id, PROMPTS)
        found = bulk.contents(upload)
        assert found.summary == "2 prompts with 1 theme in 2 languages."
        assert (found.rows[0], found.rejected) == (("A cat", "animals", "en"), 1)
        done = await bulk.import_bulk(services, upload, "t2i", key.id)
        assert done == Result("t2i", "2 added, 0 were already there, 1 refused.")
