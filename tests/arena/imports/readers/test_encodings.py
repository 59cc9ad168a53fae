"""Encodings and ends of lines: what is certain is read and said, what is not is refused."""

import codecs
from pathlib import Path

import pytest

from service.arena.imports.readers.tables import open_table
from service.errors import Malformed
from tests.support.files.files import rows_of, written

TEXT = "model_a,prompt\nFlux Dev,un café\nPhoton,été naïf\n"
ROWS = [
    {"model_a": "Flux Dev", "prompt": "un café"},
    {"model_a": "Photon", "prompt": "été naïf"},
]


@pytest.mark.parametrize(
    ("mark", "encoding", "note"),
    [
        (b"", "utf-8-sig", None),
        (codecs.BOM_UTF16_LE, "utf-16-le", "the file was read as UTF-16"),
        (codecs.BOM_UTF16_BE, "utf-16-be", "the file was read as UTF-16"),
        (codecs.BOM_UTF32_LE, "utf-32-le", "the file was read as UTF-32"),
        (b"", "utf-16-le", "the file was read as UTF-16"),
        (b"", "utf-16-be", "the file was read as UTF-16"),
        (b"", "cp1252", "the file is not UTF-8 and was read as Windows-1252"),
    ],
)
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_the_same_text_in_many_encodings(
    tmp_path: Path, mark: bytes, encoding: str, note: str | None, end: str
) -> None:
    path = written(tmp_path / "votes.csv", mark + TEXT.replace("\n", end).encode(encoding))
    assert open_table(path).notes == ((note,) if note else ())
    assert [row for _, row in rows_of(path, ["model_a", "prompt"])[0]] == ROWS


def test_lines_of_old_macs_keep_the_breaks_in_their_cells(tmp_path: Path) -> None:
    path = written(tmp_path / "votes.csv", 'a,b\r1,"two\nlines"\r3,4\r')
    rows, refused = rows_of(path, ["a", "b"])
    assert ([row for _, row in rows], refused) == ([{"a": "1", "b": "two\nlines"}, {"a": "3", "b": "4"}], [])


@pytest.mark.slow
def test_windows_letters_far_from_the_start_are_seen(tmp_path: Path) -> None:
    head = b"a,b\n" + b"x,plain\n" * 200_000
    path = written(tmp_path / "votes.csv", head + "y,Zürich\n".encode("cp1252"))
    assert open_table(path).notes == ("the file is not UTF-8 and was read as Windows-1252",)
    rows, _ = rows_of(path, ["b"])
    assert rows[-1] == (200_002, {"b": "Zürich"})


@pytest.mark.parametrize("encoding", ["cp1251", "gb18030", "shift_jis", "euc_kr", "iso8859-7"])
def test_other_alphabets_are_refused_and_not_misread(tmp_path: Path, encoding: str) -> None:
    words = {
        "cp1251": "кошка на столе",
        "gb18030": "桌子上的一只猫",
        "shift_jis": "テーブルの上の猫",
        "euc_kr": "테이블 위의 고양이",
        "iso8859-7": "γάτα στο τραπέζι",
    }
    path = written(tmp_path / "votes.csv", f"a,b\nx,plain\nx,{words[encoding]}\n".encode(encoding))
    with pytest.raises(Malformed, match="line 3 is not UTF-8 text; save the file as UTF-8"):
        open_table(path)


@pytest.mark.parametrize(
    "content",
    [
        codecs.BOM_UTF16_LE + "a,b\n1,2\n".encode("utf-16-le") + b"\x00\xd8",
        codecs.BOM_UTF16_LE + "a,b\n1,2\n".encode("utf-16-le") + b"x",
        b"a,b\n1,\xe9\x00\n",
        b"a,b\n1,\xe9\x81\n",
    ],
)
def test_what_is_no_text_in_any_encoding(tmp_path: Path, content: bytes) -> None:
    with pytest.raises(Malformed, match=r"[Nn]othing was imported"):
        open_table(written(tmp_path / "votes.csv", content))


def test_asian_letters_in_utf16_without_a_mark(tmp_path: Path) -> None:
    text = "model_a\tprompt\n" + "模型\t桌子上的一只猫\n" * 50
    path = written(tmp_path / "votes.txt", text.encode("utf-16-le"))
    assert rows_of(path, ["prompt"])[0][49][1] == {"prompt": "桌子上的一只猫"}


def test_lines_of_json_with_damaged_letters_are_refused_alone(tmp_path: Path) -> None:
    good = '{"a": "é"}\n'.encode()
    path = written(tmp_path / "v.ndjson", good * 3 + b'{"a": "\xc3"}\n' + good)
    rows, refused = rows_of(path, ["a"])
    assert [row["a"] for _, row in rows] == ["é"] * 4
    assert [one.line for one in refused] == [4]
