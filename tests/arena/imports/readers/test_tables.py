"""Any file as a table: rows, or one of our errors."""

import csv
import gzip
import io
import json
import zipfile
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from multiprocessing import get_context
from pathlib import Path
from typing import Literal

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from service.arena.backups.compression import compressed
from service.arena.imports.readers.formats import READERS
from service.arena.imports.readers.tables import open_table
from service.errors import Invalid, Malformed
from tests.support.files.files import written
from tests.support.files.workbooks import workbook


def test_a_table_knows_its_columns_and_first_rows_and_reads_as_often_as_asked(tmp_path: Path) -> None:
    table = open_table(written(tmp_path / "v.csv", "a,b,c\n1,,3\n4,5,6\n"))
    assert (table.format, table.columns, table.notes) == ("csv", ("a", "b", "c"), ())
    assert table.sample == [{"a": "1", "b": None, "c": "3"}, {"a": "4", "b": "5", "c": "6"}]
    for wanted in ("a", "c"):
        assert [batch.frame.columns for batch in table.batches({wanted, "unknown"})] == [[wanted]]


def test_a_sample_has_a_hundred_rows_in_every_format(tmp_path: Path) -> None:
    rows = [{"a": str(i), "b": "x"} for i in range(300)]
    pl.DataFrame(rows).write_parquet(tmp_path / "v.parquet")
    pl.DataFrame(rows).write_csv(tmp_path / "v.csv")
    pl.DataFrame(rows).write_ndjson(tmp_path / "v.ndjson")
    written(tmp_path / "v.json", json.dumps(rows))
    workbook(tmp_path / "v.xlsx", {"S": [["a", "b"], *[[row["a"], row["b"]] for row in rows]]})
    for name in ("parquet", "csv", "ndjson", "json", "xlsx"):
        table = open_table(tmp_path / f"v.{name}")
        assert (table.format, table.sample) == (name, rows[:100])
        assert sum(len(batch.lines) for batch in table.batches("a")) == 300


def test_paths_lead_into_cells_of_csv_that_are_json(tmp_path: Path) -> None:
    path = written(tmp_path / "v.csv", 'models,"a[0]"\n"[""x"", ""y""]",1\n"[\'z\']",2\n')
    rows = [
        dict(row)
        for batch in open_table(path).batches(["models[0]", "models[1]", "a[0]", "none[0]"])
        for _, row in batch.rows()
    ]
    assert rows == [
        {"models[0]": "x", "models[1]": "y", "a[0]": "1"},
        {"models[0]": "z", "models[1]": None, "a[0]": "2"},
    ]


def test_assumptions_are_said(tmp_path: Path) -> None:
    path = written(tmp_path / "v.csv", "sep=;\na;b\n1;é\n".encode("cp1252"))
    assert open_table(path).notes == (
        "the file is not UTF-8 and was read as Windows-1252",
        "columns are separated by ';'",
    )
    assert open_table(written(tmp_path / "t.csv", "a\tb\n1\t2\n")).notes == ("columns are separated by tabs",)
    assert open_table(written(tmp_path / "t.tsv", "a\tb\n1\t2\n")).notes == ()


def test_a_file_that_cannot_be_opened(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = written(tmp_path / "v.csv", "a,b\n1,2\n")

    def denied(*_: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "open", denied)
    with pytest.raises(Invalid, match="the file cannot be read: Permission denied"):
        open_table(path)


def read(path: Path, format_: str | None) -> int:
    """Return how many rows a file has, refused ones too; -1 where one of our errors says it is broken."""
    try:
        table = open_table(path, format_)
        assert len(table.sample) <= 100
        batches = list(table.batches([*table.columns, "a", "b[0]", "a.b"]))
    except (Invalid, Malformed):
        return -1
    assert all(kind == pl.String for batch in batches for kind in batch.frame.dtypes)
    assert all(batch.frame.height in {0, len(batch.lines)} for batch in batches)
    return sum(len(batch.lines) + len(batch.refused) for batch in batches)


# Pieces of which the formats are made, so that random files come near to being right.
_PIECES = [
    *(
        b"a",
        b"b",
        b",",
        b";",
        b"\t",
        b"|",
        b"\n",
        b"\r",
        b"\r\n",
        b'"',
        b"'",
        b"\\",
        b" ",
        b"\0",
        b"nan",
        b"-",
    ),
    *(b"[", b"]", b"{", b"}", b":", b'"a"', b"null", b"NaN", b"1e999", b'{"a": 1}', b'[{"a": [1]}]'),
    *(b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff", b"\xc3\xa9", b"\xe9", b"\xff", b"\xed\xa0\x80", b"sep=;\n"),
    *(b"PAR1", b"PK\x03\x04", b"PK\x05\x06", b"\x1f\x8b\x08", b"\x28\xb5\x2f\xfd", b"BZh", b"\\ud800"),
]
contents = st.binary(max_size=60) | st.lists(st.sampled_from(_PIECES), max_size=25).map(b"".join)


@given(content=contents, format_=st.sampled_from([None, "lmarena", *READERS]), packing=st.integers(0, 3))
@settings(max_examples=300)
@pytest.mark.slow
def test_whatever_a_file_contains_it_is_rows_or_our_error(
    tmp_path_factory: pytest.TempPathFactory, content: bytes, format_: str | None, packing: int
) -> None:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("inner.csv", content)
    packed = (content, gzip.compress(content), compressed(content), buffer.getvalue())[packing]
    path = written(tmp_path_factory.mktemp("fuzz") / "v.csv", packed)
    assert read(path, format_) >= -1


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    """Return good files, by the ending of their names."""
    folder = tmp_path_factory.mktemp("whole")
    frame = pl.DataFrame({"a": ["x", "é"], "b": [[1, 2], []], "c": [{"d": 1.5}, None]})
    frame.write_parquet(folder / "v.parquet")
    workbook(folder / "v.xlsx", {"S": [["a", "b"], ["x", 1], ["é", 2]]})
    written(folder / "v.csv.gz", gzip.compress(b"a,b\n1,2\n" * 20))
    written(folder / "v.csv.zst", compressed(b"a,b\n1,2\n" * 20))
    return {path.name[1:]: path.read_bytes() for path in folder.iterdir()}


class Apart:
    """Reads files in a process of its own, which a damaged Parquet page may end. See `open_parquet`."""

    def __init__(self) -> None:
        self._pool = self._started()

    def read(self, path: Path) -> int:
        """Return what `read` does; -1 also where the process ended."""
        try:
            return self._pool.submit(read, path, None).result()
        except BrokenProcessPool:
            self._pool = self._started()
            return -1

    def close(self) -> None:
        """End the process."""
        self._pool.shutdown()

    def _started(self) -> ProcessPoolExecutor:
        return ProcessPoolExecutor(1, get_context("spawn"))


@pytest.fixture(scope="module")
def apart(whole: dict[str, bytes], tmp_path_factory: pytest.TempPathFactory) -> Iterator[Apart]:
    readers = Apart()
    assert readers.read(written(tmp_path_factory.mktemp("apart") / "v.parquet", whole[".parquet"])) == 2
    yield readers
    readers.close()


@given(data=st.data())
@settings(max_examples=200, deadline=None)
@pytest.mark.slow
def test_damaged_files_are_rows_or_our_error(
    tmp_path_factory: pytest.TempPathFactory, whole: dict[str, bytes], apart: Apart, data: st.DataObject
) -> None:
    suffix = data.draw(st.sampled_from(sorted(whole)))
    content = bytearray(whole[suffix])
    for _ in range(data.draw(st.integers(1, 4))):
        content[data.draw(st.integers(0, len(content) - 1))] = data.draw(st.integers(0, 255))
    if data.draw(st.booleans()):
        del content[data.draw(st.integers(0, len(content))) :]
    path = written(tmp_path_factory.mktemp("damaged") / f"v{suffix}", bytes(content))
    assert (apart.read(path) if suffix == ".parquet" else read(path, None)) >= -1


QUOTINGS: tuple[Literal[0], Literal[1]] = (0, 1)
cells = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\r\0"), max_size=5)
tables = st.lists(st.lists(cells, min_size=0, max_size=5), min_size=1, max_size=20)


@given(rows=tables, separator=st.sampled_from(",;\t|"), quoting=st.sampled_from(QUOTINGS))
@pytest.mark.slow
def test_no_row_changes_what_becomes_of_another(
    tmp_path_factory: pytest.TempPathFactory, rows: list[list[str]], separator: str, quoting: Literal[0, 1]
) -> None:
    target = io.StringIO(newline="")
    writer = csv.writer(target, delimiter=separator, quoting=quoting, lineterminator="\n")
    writer.writerows([["a", "b", "c"], *rows])
    path = written(tmp_path_factory.mktemp("rows") / "v.csv", f"sep={separator}\n{target.getvalue()}")
    table = open_table(path)
    batches = list(table.batches(["a", "b", "c"]))
    whole = [row for row in rows if len(row) == 3]
    assert sum(len(batch.lines) for batch in batches) == len(whole)
    assert sum(len(batch.refused) for batch in batches) == len([row for row in rows if row]) - len(whole)
