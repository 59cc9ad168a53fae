"""Uploaded files in the data folder, each in a folder of its own, until they are imported or a day is over.

The data folder is one machine's: an upload can be seen only by the processes of the machine that took it.
"""

from __future__ import annotations

import json
import re
import secrets
import shutil
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import BinaryIO

from service.blobs.files import write_file
from service.db.driver_errors import translated
from service.domain import clock
from service.errors import NotFound, TooLarge

FOLDER = "uploads"
VOTES, PROMPTS, IMAGES = KINDS = ("votes", "prompts", "images")
"""What a file may have."""

MAX_BYTES = 100_000_000
KEEP_MICROSECONDS = clock.DAY
MOST_KEPT = 20

_ABOUT = "about.json"
_STARTED = "started"
_RESULT = "result.json"
_PROGRESS = "progress.json"
_ID = re.compile(r"[0-9a-f]{16}")
_ENDING = re.compile(r"(?:\.[A-Za-z0-9]{1,8}){1,2}$")
_MAX_NAME = 200


@dataclass(frozen=True, slots=True)
class Upload:
    """An uploaded file: its id, the name it came with, its size, and who uploaded it when.

    ``data`` is where it is stored; its ending is that of the name, which tells the format. ``kind`` is one of
    `KINDS`.
    """

    id: str
    name: str
    size: int
    key_id: int
    at: int
    data: Path
    kind: str = VOTES

    @property
    def folder(self) -> Path:
        """Its own folder."""
        return self.data.parent


@dataclass(frozen=True, slots=True)
class Result:
    """The result of importing an upload: the arena and one sentence, or ``error`` with its reason."""

    arena: str
    text: str
    error: bool = False


def save(data_dir: Path, file: BinaryIO, name: str, key_id: int, kind: str = VOTES) -> Upload:
    """Store a file and return it as an upload.

    Raise TooLarge where there are too many that nobody has imported or discarded, and StorageFull.
    """
    if len(every(data_dir)) >= MOST_KEPT:
        raise TooLarge(f"there are {MOST_KEPT} uploads already; delete one of them first")
    with translated():
        return _save(data_dir, file, name, key_id, kind)


def _save(data_dir: Path, file: BinaryIO, name: str, key_id: int, kind: str) -> Upload:
    ending = _ENDING.search(name)
    folder = data_dir / FOLDER / secrets.token_hex(8)
    data = folder / f"{kind}{ending[0].lower() if ending else ''}"
    folder.mkdir(parents=True, mode=0o700)
    try:
        with data.open("xb") as target:
            shutil.copyfileobj(file, target, 1 << 20)
        upload = Upload(folder.name, _clean(name), data.stat().st_size, key_id, clock.now(), data, kind)
        about = {**asdict(upload), "data": data.name}
        write_file(folder / _ABOUT, json.dumps(about).encode(), folder)
    except BaseException:
        shutil.rmtree(folder, ignore_errors=True)
        raise
    return upload


def every(data_dir: Path) -> list[Upload]:
    """Return all uploads, the newest first."""
    folders = (data_dir / FOLDER).glob("*/")
    found = (_read(folder) for folder in folders if _ID.fullmatch(folder.name))
    return sorted((upload for upload in found if upload), key=lambda one: -one.at)


def get(data_dir: Path, upload_id: str) -> Upload:
    """Return an upload; raise NotFound where it was imported long ago, deleted, or never there."""
    upload = _read(data_dir / FOLDER / upload_id) if _ID.fullmatch(upload_id) else None
    if upload is None:
        raise NotFound("there is no such upload; it may have been deleted, or be on another machine")
    return upload


def delete(upload: Upload) -> None:
    """Delete an upload and everything about it."""
    shutil.rmtree(upload.folder, ignore_errors=True)


def start(upload: Upload) -> bool:
    """Note that an upload is being imported. Return False where that was noted before."""
    try:
        (upload.folder / _STARTED).touch(exist_ok=False)
    except FileExistsError:
        return False
    return True


def is_started(upload: Upload) -> bool:
    """Return whether the import of an upload was started."""
    return (upload.folder / _STARTED).exists()


def note_progress(upload: Upload, done: int, total: int) -> None:
    """Note how far the import of an upload is."""
    write_file(upload.folder / _PROGRESS, json.dumps([done, total]).encode(), upload.folder)


def progress_of(upload: Upload) -> tuple[int, int] | None:
    """Return how much of an upload is imported and how much there is, None where that is not known."""
    try:
        done, total = json.loads((upload.folder / _PROGRESS).read_bytes())
    except FileNotFoundError:
        return None
    return done, total


def finish(upload: Upload, result: Result) -> None:
    """Note the result of the import, and delete the file."""
    write_file(upload.folder / _RESULT, json.dumps(asdict(result)).encode(), upload.folder)
    upload.data.unlink(missing_ok=True)


def result_of(upload: Upload) -> Result | None:
    """Return the result of the import, None until it has one."""
    try:
        return Result(**json.loads((upload.folder / _RESULT).read_bytes()))
    except FileNotFoundError:
        return None


def forget_old(data_dir: Path) -> None:
    """Delete uploads that are older than a day, imported or not, and what is left of broken ones."""
    before = clock.now() - KEEP_MICROSECONDS
    for folder in (data_dir / FOLDER).glob("*/"):
        if _ID.fullmatch(folder.name) and folder.stat().st_mtime * clock.SECOND < before:
            shutil.rmtree(folder, ignore_errors=True)


def _read(folder: Path) -> Upload | None:
    try:
        about = json.loads((folder / _ABOUT).read_bytes())
    except (OSError, ValueError):
        return None
    return Upload(**{**about, "data": folder / about["data"]})


def _clean(name: str) -> str:
    """Return a file's name for people: no folders, nothing invisible."""
    last = name.replace("\\", "/").rpartition("/")[2]
    return "".join(one for one in last if one.isprintable())[:_MAX_NAME] or "a file"
