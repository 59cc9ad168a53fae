"""The image store goes away, comes back, is read-only, slow or full: nothing is lost, and errors say so."""

from __future__ import annotations

import shutil
import subprocess
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import httpx
import pytest

from service.blobs.local import LocalBlobs
from service.blobs.protocol import Namespace
from tests.support.db.databases import copy_sqlite
from tests.support.pages.gallery import ARENA, hung_gallery, painted
from tests.support.processes.commands import Commands
from tests.support.runs.waiting import wait_until
from tests.support.served.api import Api, client_of

pytestmark = pytest.mark.slow

SLOW = 4
"""How many images the first test asks for."""

MOUNT, UMOUNT = (shutil.which(name) or name for name in ("mount", "umount"))


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the folder of the served arena."""
    return tmp_path_factory.mktemp("gallery")


@pytest.fixture(scope="module")
def gallery(sqlite_template: Path, folder: Path) -> Iterator[Api]:
    """Yield a served arena with images."""
    with hung_gallery(copy_sqlite(sqlite_template, folder), folder) as api:
        yield api


def images(api: Api) -> list[dict[str, object]]:
    """Return the arena's images."""
    items: list[dict[str, object]] = api.client.get(
        f"/api/v1/arenas/{ARENA}/images?limit=100", headers=api.key()
    ).json()["items"]
    return items


def copies(api: Api, start: int) -> list[httpx.Response]:
    """Ask for the copies of images that nobody has asked for yet, so that they are not in memory."""
    return [api.get(str(image["url"])) for image in images(api)[start : start + 8]]


def in_use(api: Api) -> int:
    return sum(image["withdrawn_at"] is None for image in images(api))


def uploaded(api: Api, seed: str) -> httpx.Response:
    """Send another image by a model."""
    prompt_id = images(api)[0]["prompt_id"]
    return api.client.post(
        f"/api/v1/arenas/{ARENA}/images",
        data={"model": "inkwash", "prompt_id": str(prompt_id)},
        files={"file": ("x.png", painted(seed, (512, 512), "inkwash"), "image/png")},
        headers=api.key(),
    )


def matchup(api: Api) -> httpx.Response:
    """Ask for a matchup as a new visitor, and look at its images."""
    with client_of(api.base) as visitor:
        dealt = visitor.post(f"/api/v1/arenas/{ARENA}/matchups", json={})
        return visitor.get(dealt.json()["left"]["image_url"]) if dealt.is_success else dealt


def doctor(api: Api, folder: Path) -> tuple[int, str]:
    """Return the exit code and the output of the doctor, and check that it changed nothing."""
    before = images(api)
    commands = Commands(api.url, folder)
    done = commands("doctor")
    assert images(api) == before
    return done.code, done.text


def test_slow(gallery: Api, monkeypatch: pytest.MonkeyPatch) -> None:
    """Images wait, and nothing else does."""
    going_on, asked = threading.Event(), threading.Event()
    read = LocalBlobs.get

    def slow(blobs: LocalBlobs, namespace: Namespace, digest: bytes) -> bytes:
        asked.set()
        going_on.wait()
        return read(blobs, namespace, digest)

    monkeypatch.setattr(LocalBlobs, "get", slow)
    answers: list[int] = []
    addresses = [str(image["url"]) for image in images(gallery)][:SLOW]
    threads = [threading.Thread(target=lambda a=a: answers.append(_status(gallery, a))) for a in addresses]
    for thread in threads:
        thread.start()
    assert asked.wait(60)
    page = gallery.get(f"/arenas/{ARENA}")
    vote = {"model_left": "inkwash", "model_right": "photon-max", "outcome": "left"}
    voted = gallery.post(f"/api/v1/arenas/{ARENA}/votes", {"votes": [vote]}, "votes")
    assert (page.status_code, voted.status_code, answers) == (200, 200, [])
    going_on.set()
    wait_until(lambda: len(answers) == len(threads), "the images")
    assert set(answers) == {200}


def test_away_and_back(gallery: Api, folder: Path) -> None:
    count = in_use(gallery)
    for empty, start in ((False, SLOW), (True, SLOW + 8)):
        (folder / "blobs").rename(folder / "away")
        if empty:
            (folder / "blobs").mkdir()
        assert {answer.status_code for answer in copies(gallery, start)} == {503}
        pages = [matchup(gallery) for _ in range(40)]
        refused = [answer for answer in pages if answer.status_code != 200]  # the others were in memory
        assert {answer.status_code for answer in refused} == {503}
        assert all(int(answer.headers["retry-after"]) > 0 for answer in refused)
        assert str(folder) not in refused[0].text
        upload = uploaded(gallery, "away")
        assert (upload.status_code, f"{folder}/blobs has no marker" in upload.text) == (503, True)
        code, text = doctor(gallery, folder)
        assert (code, f"BAD  blobs: the image store is away: {folder}/blobs" in text) == (1, True)
        assert gallery.get("/readyz").status_code == 200
        assert in_use(gallery) == count
        if empty:
            (folder / "blobs").rmdir()
        (folder / "away").rename(folder / "blobs")
        assert {answer.status_code for answer in copies(gallery, start)} == {200}
        assert doctor(gallery, folder)[0] == 0
    assert matchup(gallery).status_code == 200


@contextmanager
def mounted(folder: Path) -> Iterator[None]:
    """Mount a small disk in memory on a folder, or skip the test where that is not allowed."""
    folder.mkdir()
    command = [MOUNT, "-t", "tmpfs", "-o", "size=64m", "tmpfs", str(folder)]
    if subprocess.run(command, capture_output=True, check=False).returncode:
        pytest.skip("mounting a disk needs root")
    try:
        yield
    finally:
        subprocess.run([UMOUNT, "--lazy", folder], check=True)


def remount(folder: Path, option: str) -> None:
    subprocess.run([MOUNT, "-o", f"remount,{option}", folder], check=True)


def fill(path: Path) -> None:
    """Write a file until the disk is full."""
    with path.open("wb", buffering=0) as file, suppress(OSError):
        while file.write(bytes(65_536)):
            pass


def test_full_and_read_only(sqlite_template: Path, tmp_path: Path) -> None:
    url = copy_sqlite(sqlite_template, tmp_path)
    with mounted(tmp_path / "blobs"), hung_gallery(url, tmp_path) as api:
        count = in_use(api)
        filler = tmp_path / "blobs" / "filler"
        fill(filler)
        full = uploaded(api, "full")
        assert (full.status_code, f"disk for images is full ({tmp_path}/blobs)" in full.text) == (507, True)
        code, text = doctor(api, tmp_path)
        assert (code, "BAD  blobs" in text, "0.0 GB free" in text) == (1, True, True)
        filler.unlink()
        assert uploaded(api, "room again").status_code == 201
        remount(tmp_path / "blobs", "ro")
        refused = uploaded(api, "read-only")
        assert (refused.status_code, "Read-only file system" in refused.text) == (503, True)
        assert {answer.status_code for answer in copies(api, 0)} == {200}
        remount(tmp_path / "blobs", "rw")
        assert uploaded(api, "read-only").status_code == 201
        assert in_use(api) == count + 2
        assert not list((tmp_path / "blobs").rglob(".new-*"))


def _status(api: Api, path: str) -> int:
    with client_of(api.base) as client:
        return client.get(path).status_code
