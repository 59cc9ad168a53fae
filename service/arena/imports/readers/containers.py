"""Compressed files and archives, recognized by their first bytes and unpacked into temporary files."""

from __future__ import annotations

import gzip
import zipfile
from collections.abc import Callable
from pathlib import Path

from service.arena.backups.compression import ZstdFile
from service.arena.imports.readers.spools import LocalFile, pieces_of, spooled
from service.errors import Invalid

# A file may be compressed inside an archive; an archive that holds itself ends here.
_DEEPEST = 3
# A log of votes becomes ten to thirty times smaller. What grows a hundredfold is made to fill a disk.
MOST_GROWTH = 100
ALWAYS_ALLOWED = 1 << 28

_TABLES = {".csv", ".tsv", ".txt", ".json", ".jsonl", ".ndjson", ".parquet", ".xlsx"}
_COMPRESSED = {".gz", ".zst"}
_FOREIGN = {
    b"BZh": "bzip2",
    b"\xfd7zXZ\x00": "xz",
    b"7z\xbc\xaf\x27\x1c": "7-Zip",
    b"Rar!": "RAR",
}
_ZIP, _OLE = (b"PK\x03\x04", b"PK\x05\x06"), b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
# Excel's binary format and LibreOffice's.
_OTHER_SPREADSHEETS = {"xl/workbook.bin", "META-INF/manifest.xml"}


def unpacked(file: LocalFile) -> LocalFile:
    """Return the file inside a compressed file or an archive, or the file itself.

    Raise Invalid for an archive that does not hold exactly one table, and for other kinds of compression;
    Malformed for a damaged one, and for one that grows beyond all measure.
    """
    for _ in range(_DEEPEST):
        unpack = _way(file)
        if unpack is None:
            return file
        file = unpack(file)
    raise Invalid(f"{file.name} is packed more than {_DEEPEST} times")


def is_workbook(path: Path) -> bool:
    """Return whether a file is a spreadsheet of Excel. Raise Invalid for other kinds of spreadsheets."""
    head = _head(path)
    names = set[str]()
    if head.startswith(_ZIP):
        with zipfile.ZipFile(path) as archive:
            names = set(archive.namelist())
    if head == _OLE or names & _OTHER_SPREADSHEETS:
        raise Invalid("the file is a spreadsheet in another format; save it as .xlsx or CSV")
    return "xl/workbook.xml" in names


def _way(file: LocalFile) -> Callable[[LocalFile], LocalFile] | None:
    head = _head(file.path)
    for magic, name in _FOREIGN.items():
        if head.startswith(magic):
            raise Invalid(f"{file.name} is compressed with {name}; unpack it, or use .gz, .zst or .zip")
    if head.startswith(b"\x1f\x8b"):
        return _gunzipped
    if head.startswith(b"\x28\xb5\x2f\xfd"):
        return _unzstd
    return _unzipped if head.startswith(_ZIP) and not is_workbook(file.path) else None


def _head(path: Path) -> bytes:
    with path.open("rb") as file:
        return file.read(8)


def _gunzipped(file: LocalFile) -> LocalFile:
    with gzip.open(file.path) as stream:
        return spooled(pieces_of(stream), _inner_name(file), file.notes, at_most=most_inside(file.path))


def _unzstd(file: LocalFile) -> LocalFile:
    with ZstdFile(file.path) as stream:
        return spooled(pieces_of(stream), _inner_name(file), file.notes, at_most=most_inside(file.path))


def _unzipped(file: LocalFile) -> LocalFile:
    with zipfile.ZipFile(file.path) as archive:
        member = _table(file.name, archive)
        note = f"{member.filename} in {file.name} was read"
        if member.flag_bits & 1:
            raise Invalid(f"{member.filename} in {file.name} is encrypted; unpack it first")
        with archive.open(member) as stream:
            name = Path(member.filename).name
            return spooled(pieces_of(stream), name, (*file.notes, note), at_most=most_inside(file.path))


def _table(name: str, archive: zipfile.ZipFile) -> zipfile.ZipInfo:
    """Return the only file in an archive, or the only one that is a table by its name."""
    members = [one for one in archive.infolist() if not one.is_dir() and not _is_hidden(one.filename)]
    tables = members if len(members) == 1 else [one for one in members if _is_table(one.filename)]
    if len(tables) == 1:
        return tables[0]
    if not tables:
        raise Invalid(f"{name} contains no table; nothing was imported")
    names = ", ".join(one.filename for one in tables[:5])
    raise Invalid(f"{name} contains {len(tables)} tables ({names}); unpack it and import one at a time")


def _is_hidden(name: str) -> bool:
    return any(part.startswith((".", "__MACOSX")) for part in name.split("/"))


def _is_table(name: str) -> bool:
    path = Path(name.lower())
    return (Path(path.stem).suffix if path.suffix in _COMPRESSED else path.suffix) in _TABLES


def _inner_name(file: LocalFile) -> str:
    return Path(file.name).stem if file.suffix in _COMPRESSED else file.name


def most_inside(path: Path) -> int:
    """Return how many bytes may come out of a compressed file."""
    return max(ALWAYS_ALLOWED, MOST_GROWTH * path.stat().st_size)
