"""Power cuts: what is left of a folder if everything that was not synced is forgotten, or half of it."""

from __future__ import annotations

import os
import random
import shutil
import struct
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple

import pytest

_HEADER = struct.Struct("=QQIHHc7x")
# SQLite makes this file again after a power cut, and never syncs it.
_MEMORY = "-shm"


class Event(NamedTuple):
    """Something that the process did to a file: the kinds are those of ``power.c``."""

    kind: str
    path: str
    to: str
    offset: int
    thread: int
    data: bytes


def traced(folder: Path, trace: Path, *arguments: str) -> list[Event]:
    """Run a Python module and return what it did to the files of a folder. Skip the test without gcc."""
    compiler = shutil.which("gcc")
    if compiler is None or not sys.platform.startswith("linux"):
        pytest.skip("gcc, which compiles the recording of writes, is not installed")
    library = trace.with_suffix(".so")
    source = Path(__file__).with_name("power.c")
    subprocess.run([compiler, "-O1", "-shared", "-fPIC", "-o", library, source, "-ldl"], check=True)
    environment = {
        **os.environ,
        "LD_PRELOAD": str(library),
        "ARENA_POWER_FOLDER": str(folder),
        "ARENA_POWER_TRACE": str(trace),
    }
    subprocess.run([sys.executable, "-m", *arguments], env=environment, check=True)
    return list(_events(trace.read_bytes()))


def _events(raw: bytes) -> Iterator[Event]:
    at = 0
    while at < len(raw):
        offset, size, thread, first, second, kind = _HEADER.unpack_from(raw, at)
        at += _HEADER.size
        path, to = raw[at : at + first].decode(), raw[at + first : at + first + second].decode()
        at += first + second
        data = raw[at : at + size] if kind == b"w" else b""
        at += len(data)
        if not path.removesuffix(" (deleted)").endswith(_MEMORY):
            yield Event(kind.decode(), path, to, offset, thread, data)


@dataclass(eq=False)
class _File:
    """A file's content on the disk, and the changes that are not safe there yet."""

    safe: bytearray = field(default_factory=bytearray)
    pending: list[Event] = field(default_factory=list)


class Disk:
    """A disk that keeps of each file what was synced, and of each folder the entries that were.

    ``luck`` is how much of everything else it keeps as well, chosen at random: a real disk writes some of
    what nobody asked it to, in any order.
    """

    def __init__(self, folder: Path) -> None:
        """Start with a folder whose files are all safe."""
        self._names: dict[str, _File] = {}
        for path in sorted(folder.rglob("*")):
            if path.is_file() and not path.name.endswith(_MEMORY):
                self._names[str(path)] = _File(bytearray(path.read_bytes()))
        self._safe_names = dict(self._names)
        # By folder, the changes of its entries that are not safe: a name, and its file or None.
        self._entries: dict[str, list[tuple[str, _File | None]]] = {}
        self._syncs: dict[tuple[int, str], int] = {}
        self.folder = folder

    def happen(self, event: Event) -> None:
        """Note what happened."""
        path = event.path
        match event.kind:
            case "w" | "t":
                self._file(path).pending.append(event)
            case "s":
                pending = self._names[path].pending if path in self._names else self._entries.get(path, ())
                self._syncs[event.thread, path] = len(pending)
            case "e":
                self._sync(path, self._syncs.pop((event.thread, path)))
            case "r" | "l":
                moved = self._file(path)
                self._enter(event.to, moved)
                if event.kind == "r":
                    self._enter(path, None)
            case "u":
                self._enter(path, None)
            case "m":
                self._enter(path, _File())

    def _file(self, path: str) -> _File:
        if path not in self._names:
            self._enter(path, _File())
        return self._names[path]

    def _enter(self, path: str, file: _File | None) -> None:
        self._entries.setdefault(str(Path(path).parent), []).append((path, file))
        if file is None:
            self._names.pop(path, None)
        else:
            self._names[path] = file

    def _sync(self, path: str, count: int) -> None:
        if path in self._names and not Path(path).is_dir():
            file = self._names[path]
            _apply(file.safe, file.pending[:count])
            del file.pending[:count]
        for name, entry in self._entries.pop(path, []):
            _put(self._safe_names, name, entry)

    def cut(self, into: Path, luck: float, seed: int) -> None:
        """Write what is left after a power cut into another folder."""
        random_ = random.Random(seed)
        names = dict(self._safe_names)
        for entries in self._entries.values():
            for name, entry in entries:
                if random_.random() < luck:
                    _put(names, name, entry)
        folders = {name for name, file in names.items() if Path(name).is_dir()}
        for name, file in names.items():
            if name not in folders and self._is_reachable(name, folders):
                content = bytearray(file.safe)
                _apply(content, [one for one in file.pending if random_.random() < luck])
                target = into / Path(name).relative_to(self.folder)
                target.parent.mkdir(parents=True, exist_ok=True)
                target.write_bytes(content)

    def _is_reachable(self, name: str, folders: set[str]) -> bool:
        """Return whether every folder above a file is safe, or was there before."""
        new = {str(parent) for parent in Path(name).parents} & self._made
        return new <= folders

    @property
    def _made(self) -> set[str]:
        return {name for name in self._names if Path(name).is_dir()}


def _put(names: dict[str, _File], name: str, file: _File | None) -> None:
    if file is None:
        names.pop(name, None)
    else:
        names[name] = file


def _apply(content: bytearray, events: list[Event]) -> None:
    for event in events:
        if event.kind == "t":
            content[event.offset :] = b"\0" * max(0, event.offset - len(content))
        else:
            content.extend(b"\0" * max(0, event.offset - len(content)))
            content[event.offset : event.offset + len(event.data)] = event.data
