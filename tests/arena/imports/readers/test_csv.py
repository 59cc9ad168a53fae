"""CSV files: the fast way and the exact way give the same, and broken files give nothing."""

import csv
import io
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.arena.imports.readers import csv as reading_csv
from service.errors import Malformed
from tests.support.files.files import rows_of, written


def read(
    tmp_path: Path, content: str | bytes, wanted: str = "a b"
) -> list[tuple[int, dict[str, str | None]]]:
    rows, refused = rows_of(written(tmp_path / "votes.csv", content), wanted.split())
    assert refused == []
    return rows


def test_only_wanted_columns_are_read_and_nothing_written_is_null(tmp_path: Path) -> None:
    rows = read(tmp_path, "a,x,b\n1,2,\n,5,6\n")
    assert rows == [(2, {"a": "1", "b": None}), (3, {"a": None, "b": "6"})]


@pytest.mark.parametrize(
    "content",
    [
        "a,b\n1,2\n3,4\n",
        "a,b\n1,2\n3,4",
        "a,b\r\n1,2\r\n3,4\r\n",
        "\ufeffa,b\n1,2\n3,4\n",
        '"a",b\n1,"2"\n3,4\n',
        " a ,b\n1,2\n3,4\n",
    ],
)
def test_the_same_table_in_many_dresses(tmp_path: Path, content: str) -> None:
    assert read(tmp_path, content) == [(2, {"a": "1", "b": "2"}), (3, {"a": "3", "b": "4"})]


def test_lines_are_those_of_the_file_past_quoted_line_breaks_and_empty_lines(tmp_path: Path) -> None:
    content = 'a,b\n"x, ""y""\nz",1\n\np,2\n\n\n"q\n\nr",3\ns,4\n'
    rows = read(tmp_path, content)
    assert [(line, row["b"]) for line, row in rows] == [(2, "1"), (5, "2"), (8, "3"), (11, "4")]
    assert rows[0][1]["a"] == 'x, "y"\nz'


def test_a_header_may_have_quoted_line_breaks(tmp_path: Path) -> None:
    rows = read(tmp_path, 'a,"what\na voter said",b\n1,x,2\n')
    assert rows == [(3, {"a": "1", "b": "2"})]


def test_a_row_of_another_length_is_refused_alone(tmp_path: Path) -> None:
    path = written(tmp_path / "votes.csv", "a,b\n1,2\n3\n4,5,6\n7,8\n")
    rows, refused = rows_of(path, ["a", "b"])
    assert [line for line, _ in rows] == [2, 5]
    assert refused == [
        (3, "the row has 1 fields and the header 2"),
        (4, "the row has 3 fields and the header 2"),
    ]


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "line 1 is not the header"),
        (b'a,b\n1,2\n3,"4\n5,6\n', "line 3: "),
        (b'a,b\n1,2\n3,"4\n5"x\n', "line 3: "),
        (b'"a,b\n1,2\n', "line 1 is not the header"),
        (b",\n1,2\n", "line 1 is not the header"),
        (b"a,b,a\n1,2,3\n", "'a' twice"),
    ],
)
def test_a_broken_file_gives_nothing(tmp_path: Path, content: bytes, said: str) -> None:
    with pytest.raises(Malformed, match="nothing was imported") as caught:
        read(tmp_path, content)
    assert said in caught.value.detail


def test_a_quote_that_is_never_closed_is_not_read_to_the_end(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reading_csv, "BLOCK", 100)
    monkeypatch.setattr(reading_csv, "LONGEST", 1_000)
    with pytest.raises(Malformed, match="line 3: a quote is never closed"):
        read(tmp_path, 'a,b\n1,2\n3,"' + "4,5\n" * 1_000)


def test_a_short_row_before_a_long_one_and_a_long_row_before_a_short_one(tmp_path: Path) -> None:
    for first, second in (("3,4,5,6,7", "8"), ("8", "3,4,5,6,7")):
        path = written(tmp_path / "votes.csv", f"a,b,c\n{first}\n{second}\n1,2,3\n")
        rows, refused = rows_of(path, ["a"])
        assert rows == [(4, {"a": "1"})]
        assert [(one.line, one.detail) for one in refused] == [
            (line, f"the row has {row.count(',') + 1} fields and the header 3")
            for line, row in ((2, first), (3, second))
        ]


def test_a_badly_quoted_row_is_refused_alone(tmp_path: Path) -> None:
    content = 'a,b\n1,2\n3,"4"x\n"5,",6\n7,"say ""hi"" "there\n8,9 "quoted" in between\n'
    rows, refused = rows_of(written(tmp_path / "votes.csv", content), ["a", "b"])
    assert rows == [
        (2, {"a": "1", "b": "2"}),
        (4, {"a": "5,", "b": "6"}),
        (6, {"a": "8", "b": '9 "quoted" in between'}),
    ]
    assert [one.line for one in refused] == [3, 5]
    assert all(one.detail.startswith("the row is not CSV: ") for one in refused)


def test_stray_quotes_do_not_change_where_later_rows_end(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reading_csv, "BLOCK", 64)
    rows = [f'{i},a 5" screen {i},"two\nlines"' for i in range(50)]
    found, refused = rows_of(written(tmp_path / "votes.csv", "\n".join(["id,a,b", *rows])), ["id", "a", "b"])
    assert refused == []
    assert [row for _, row in found] == [
        {"id": str(i), "a": f'a 5" screen {i}', "b": "two\nlines"} for i in range(50)
    ]
    assert [line for line, _ in found] == [2 + 2 * i for i in range(50)]


def test_damaged_letters_cost_their_own_row(tmp_path: Path) -> None:
    good = "é,ü\n" * 3
    content = b"a,b\n" + good.encode() + b"\xc3,x\n" + good.encode() + b"x,\xc3\n"
    path = written(tmp_path / "votes.csv", content)
    rows, refused = rows_of(path, ["a"])
    assert refused == [(5, "the row is not UTF-8 text")]
    assert [row["a"] for _, row in rows] == ["é"] * 6 + ["x"]


def test_cells_may_be_longer_than_pythons_limit(tmp_path: Path) -> None:
    long = "x" * 200_000
    rows, refused = rows_of(written(tmp_path / "v.csv", f'a,b\n"{long}",1\n'), ["a"])
    assert (len(rows[0][1]["a"]), refused) == (200_000, [])


@pytest.mark.parametrize("rest", ["", "too\tmany\tfields\n"])
def test_tabs_separate_in_tsv_and_quotes_are_characters(tmp_path: Path, rest: str) -> None:
    path = written(tmp_path / "prompts.tsv", f'a\tb\nx, y\tz\n"G" on a wall\t"\n{rest}')
    rows, _ = rows_of(path, ["a", "b"])
    assert rows == [(2, {"a": "x, y", "b": "z"}), (3, {"a": '"G" on a wall', "b": '"'})]


cells = st.text(st.sampled_from('ab,"\n ;é'), max_size=4)
tables = st.lists(st.tuples(cells, cells, cells), min_size=1, max_size=30)


@given(table=tables, block=st.integers(1, 60), all_quoted=st.booleans())
@pytest.mark.slow
def test_blocks_of_any_size_give_the_table(
    tmp_path_factory: pytest.TempPathFactory,
    table: list[tuple[str, str, str]],
    block: int,
    all_quoted: bool,
) -> None:
    target = io.StringIO(newline="")
    writer = csv.writer(
        target, quoting=csv.QUOTE_ALL if all_quoted else csv.QUOTE_MINIMAL, lineterminator="\n"
    )
    writer.writerows([("a", "b", "c"), *table])
    path = written(tmp_path_factory.mktemp("csv") / "votes.csv", target.getvalue())
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(reading_csv, "BLOCK", block)
        rows, refused = rows_of(path, ["c", "a"])
    assert refused == []
    assert [(row["a"] or "", row["c"] or "") for _, row in rows] == [(a, c) for a, _, c in table]


def test_both_ways_agree_on_every_line(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    lines = [f"m{i % 7},text {i},{i * 37 % 11}" for i in range(5_000)]
    path = written(tmp_path / "votes.csv", "\n".join(["a,b,c", *lines]))
    monkeypatch.setattr(reading_csv, "BLOCK", 4_000)
    fast = rows_of(path, ["a", "b", "c"])
    monkeypatch.setattr(reading_csv, "_plain", lambda *_: None)
    assert rows_of(path, ["a", "b", "c"]) == fast
    assert len(fast[0]) == 5_000
