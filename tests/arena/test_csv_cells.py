"""Text cells of CSV files: none is a formula or missing, and each is read back as it was."""

from __future__ import annotations

import csv
import io
from pathlib import Path
from tempfile import TemporaryDirectory

import polars as pl
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from service.arena import csv_cells
from service.arena.votes.log import encode
from tests.support.files.files import rows_of, written

SIGNS = "=+-@＝＋－＠\t\r\n"  # noqa: RUF001 - the full-width forms are meant
FORMULAS = [
    "=cmd|' /C calc'!A0",
    "@SUM(1+1)*cmd",
    "+1",
    "-1",
    "\t=1",
    "\r=1",
    "\n=1",
    ' "=1',
    "＝1",  # noqa: RUF001
    "'=1",
    "''@x",
    "\u00a0=1",
]
MISSING = ["None", "nan", "N/A", " null ", "'NaT", "<NA>"]
HARMLESS = ["a=b", "it's", "'quoted'", "'", "1-2", "ünïcode", "<script>"]
texts = st.text(
    st.sampled_from(f"{SIGNS}'\" ,;a1\u3000") | st.characters(exclude_categories=["Cs"])
) | st.sampled_from(MISSING)


@pytest.mark.parametrize("text", [*FORMULAS, *MISSING])
def test_a_formula_and_a_word_for_nothing_gets_an_apostrophe(text: str) -> None:
    frame = pl.DataFrame({"a": [text], "n": [-1]})
    assert csv_cells.escape(frame).rows() == [(f"'{text}", -1)]
    assert encode([{"a": text}], "ndjson", ["a"]) == pl.DataFrame({"a": [text]}).write_ndjson().encode()


@pytest.mark.parametrize("text", HARMLESS)
def test_other_text_stays_as_it_is(text: str) -> None:
    frame = pl.DataFrame({"a": [text]})
    assert csv_cells.escape(frame).equals(frame)
    assert csv_cells.unescape(frame).equals(frame)


@given(st.lists(texts.filter(bool), min_size=1))
@example(FORMULAS)
@example(MISSING)
@example(HARMLESS)
@pytest.mark.slow
def test_what_is_written_is_read(values: list[str]) -> None:
    table = encode([{"a": value, "n": -1.5} for value in values], "csv", ["a", "n"])
    cells = list(csv.reader(io.StringIO(table.decode(), newline="")))[1:]
    assert [cell for cell, _ in cells if cell[0] in SIGNS] == []
    assert {number for _, number in cells} == {"-1.5"}
    with TemporaryDirectory() as folder:
        rows, refused = rows_of(written(Path(folder, "x.csv"), table), ["a"])
    assert refused == []
    assert [row["a"] for _, row in rows] == values
