"""Packed files are opened by their first bytes, and bombs are not."""

import gzip
import io
import zipfile
from pathlib import Path

import pytest

from service.arena.backups.compression import compressed
from service.arena.imports.readers import containers
from service.arena.imports.readers.tables import open_table
from service.errors import Invalid, Malformed
from tests.support.files.files import rows_of, written

CONTENT = b"a,b\n1,2\n"
ROWS = [(2, {"a": "1", "b": "2"})]


def zipped(**members: bytes) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name.replace("__", "/"), content)
    return buffer.getvalue()


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("v.csv.gz", gzip.compress(CONTENT)),
        ("v.csv", gzip.compress(CONTENT)),
        ("v.gz", gzip.compress(CONTENT)),
        ("v.csv.gz", gzip.compress(CONTENT[:4]) + gzip.compress(CONTENT[4:])),
        ("v.csv.zst", compressed(CONTENT)),
        ("v", compressed(CONTENT)),
        ("v.zip", zipped(**{"v.csv": CONTENT})),
        ("v.zip", zipped(data=CONTENT)),
        (
            "v.zip",
            zipped(**{"v.csv": CONTENT, "README.md": b"#", "__MACOSX/._v.csv": b"", ".hidden.csv": b""}),
        ),
        ("v.zip", zipped(**{"folder/v.csv.gz": gzip.compress(CONTENT), "image.png": b"#"})),
        ("v.csv.gz.zst", compressed(gzip.compress(CONTENT))),
    ],
)
def test_packed_files_are_read_like_plain_ones(tmp_path: Path, name: str, content: bytes) -> None:
    path = written(tmp_path / name, content)
    assert rows_of(path, ["a", "b"]) == (ROWS, [])
    assert open_table(path).format == "csv"


def test_the_file_that_was_read_is_named_and_shows_the_format(tmp_path: Path) -> None:
    content = zipped(**{"data/v.tsv": b"a\tb\n1\t2\n", "notes.pdf": b"%PDF"})
    table = open_table(written(tmp_path / "x.zip", content))
    assert table.format == "tsv"
    assert table.notes == ("data/v.tsv in x.zip was read",)


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (zipped(**{"a.csv": CONTENT, "b.csv": CONTENT}), r"2 tables \(a.csv, b.csv\)"),
        (zipped(**{"a.png": b"", "b.png": b""}), "contains no table"),
        (zipped(), "contains no table"),
        (b"BZh91AY&SY", "bzip2"),
        (b"\xfd7zXZ\x00\x00", "xz"),
        (b"Rar!\x1a\x07", "RAR"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "save it as .xlsx"),
        (zipped(**{"META-INF/manifest.xml": b"", "content.xml": b""}), "save it as .xlsx"),
    ],
)
def test_archives_that_are_not_one_table(tmp_path: Path, content: bytes, said: str) -> None:
    with pytest.raises(Invalid, match=said):
        open_table(written(tmp_path / "x.zip", content))


@pytest.mark.parametrize(
    "content",
    [
        gzip.compress(CONTENT)[:-9],
        gzip.compress(CONTENT)[:12],
        compressed(CONTENT)[:-3],
        zipped(**{"v.csv": CONTENT * 100})[:-30],
        zipped(**{"v.csv": CONTENT}).replace(b"v.csv", b"w.csv", 1),
        b"\x1f\x8b\x08" + bytes(20),
        b"PK\x03\x04" + bytes(40),
    ],
)
def test_damaged_ones_give_nothing(tmp_path: Path, content: bytes) -> None:
    with pytest.raises(Malformed, match="nothing was imported"):
        open_table(written(tmp_path / "v.csv", content))


def test_bombs_are_refused_before_they_fill_the_disk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(containers, "ALWAYS_ALLOWED", 1 << 20)
    bomb = b"a,b\n" + b"1,2\n" * (1 << 20)
    for content in (gzip.compress(bomb), compressed(bomb), zipped(**{"v.csv": bomb})):
        with pytest.raises(Malformed, match="bytes inside; nothing was imported"):
            open_table(written(tmp_path / "v.csv", content))
    for _ in range(4):
        bomb = gzip.compress(bomb)
    with pytest.raises(Invalid, match="packed more than 3 times"):
        open_table(written(tmp_path / "v.csv", bomb))


def test_encrypted_archives(tmp_path: Path) -> None:
    content = bytearray(zipped(**{"v.csv": CONTENT}))
    for magic, at in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        content[content.index(magic) + at] |= 1
    with pytest.raises(Invalid, match=r"v.csv in v.zip is encrypted"):
        open_table(written(tmp_path / "v.zip", bytes(content)))
