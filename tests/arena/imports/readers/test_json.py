"""JSON arrays and NDJSON: read in pieces, whole or not at all."""

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.arena.imports.readers import json as reading_json
from service.arena.imports.readers.tables import open_table
from service.arena.missing import SPELLINGS
from service.errors import Malformed
from tests.support.files.files import rows_of, written

WANTED = ["a", "b"]


def read(path: Path, content: str | bytes) -> tuple[list[Any], list[Any]]:
    return rows_of(written(path, content), WANTED)


def test_values_become_the_text_that_a_csv_file_would_have(tmp_path: Path) -> None:
    array = [
        {"a": "x", "b": 1707700514.3167, "c": {"not": "wanted"}},
        {"a": True, "b": 12},
        {"a": ["x", "y;z"], "b": None},
        {"b": ""},
    ]
    rows, refused = read(tmp_path / "votes.json", json.dumps(array))
    assert refused == []
    assert rows == [
        (1, {"a": "x", "b": "1707700514.3167"}),
        (2, {"a": "true", "b": "12"}),
        (3, {"a": '["x","y;z"]', "b": None}),
        (4, {"a": None, "b": None}),
    ]


def test_an_array_and_lines_say_the_same(tmp_path: Path) -> None:
    objects = [{"a": str(i), "b": "é\n"} for i in range(100)]
    array = rows_of(written(tmp_path / "v.json", json.dumps(objects, indent=2)), WANTED)
    lines = rows_of(written(tmp_path / "v.ndjson", "\n".join(map(json.dumps, objects))), WANTED)
    assert array == lines
    assert len(array[0]) == 100


def test_lines_are_numbered_as_in_the_file(tmp_path: Path) -> None:
    rows, _ = read(tmp_path / "votes.jsonl", '{"a": "1"}\n\n  \n{"a": "2"}\n')
    assert [(line, row["a"]) for line, row in rows] == [(1, "1"), (4, "2")]


@pytest.mark.parametrize(
    ("value", "said"),
    [
        ('"text"', "is not a JSON object"),
        ("7", "is not a JSON object"),
        (r'{"a": "\ud800"}', "a contains half of a surrogate pair"),
        (r'{"a": ["\udfff"]}', "a contains half of a surrogate pair"),
    ],
)
def test_a_row_that_is_wrong_is_refused_alone(tmp_path: Path, value: str, said: str) -> None:
    rows, refused = read(tmp_path / "votes.json", f'[{{"a": "1"}}, {value}, {{"a": "3"}}]')
    assert [line for line, _ in rows] == [1, 3]
    assert [line for line, _ in refused] == [2]
    assert said in refused[0].detail


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"{}",
        b'"text"',
        b"[",
        b'[{"a": "1"}',
        b'[{"a": "1"},',
        b'[{"a": "1"},]',
        b'[{"a": "1"} {"a": "2"}]',
        b'[{"a": "1"}, {"a": "2"',
        b'[{"a": "1"}] and more',
        b"[" * 100_000,
        b'[{"a": "\x81"}]',
        b'[{"a": ' + b"9" * 5_000 + b"}]",
    ],
)
def test_a_broken_array_gives_nothing(tmp_path: Path, content: bytes) -> None:
    with pytest.raises(Malformed):
        read(tmp_path / "votes.json", content)


@pytest.mark.parametrize("line", ['{"a": "1"', "nonsense", '{"a": 1} {"a": 2}', "[" * 100_000])
def test_a_broken_line_is_refused_alone_but_not_where_it_may_be_half_of_one(
    tmp_path: Path, line: str
) -> None:
    rows, refused = read(tmp_path / "votes.ndjson", f'{{"a": "1"}}\n{line}\n{{"a": "3"}}\n')
    assert [row for row, _ in rows] == [1, 3]
    assert [one.line for one in refused] == [2]
    assert refused[0].detail.startswith("the line is not JSON (")
    for content in (f'{line}\n{{"a": "3"}}\n', f'{{"a": "1"}}\n{line}'):
        with pytest.raises(Malformed, match=r"nothing was imported"):
            read(tmp_path / "votes.ndjson", content)


def test_numbers_that_json_does_not_have(tmp_path: Path) -> None:
    rows, _ = read(tmp_path / "votes.json", '[{"a": NaN, "b": [NaN]}, {"a": Infinity, "b": -Infinity}]')
    assert [row for _, row in rows] == [
        {"a": None, "b": "[null]"},
        {"a": "Infinity", "b": "-Infinity"},
    ]


@pytest.mark.parametrize(
    ("content", "rows"),
    [
        ('{"data": [{"a": "1"}, {"a": "2"}], "version": 3}', [{"a": "1"}, {"a": "2"}]),
        ('{"info": {"a": "0"}, "rows": [{"a": "1"}, {"a": "2"}], "tags": ["x"]}', [{"a": "1"}, {"a": "2"}]),
        ('{"x": {"a": "1"}, "y": {"a": "2"}}', [{"a": "1"}, {"a": "2"}]),
        ('{"a": "1", "c": 2}', [{"a": "1"}]),
    ],
)
def test_an_object_holds_rows_too(tmp_path: Path, content: str, rows: list[dict[str, str]]) -> None:
    assert [row for _, row in read(tmp_path / "votes.json", content)[0]] == rows


def test_members_keep_their_names(tmp_path: Path) -> None:
    path = written(tmp_path / "v.json", '{"x": {"a": "1"}, "y": 3}')
    rows, refused = rows_of(path, ["key", "a"])
    assert rows == [(1, {"a": "1", "key": "x"})]
    assert refused == [(2, "is not a JSON object")]


def test_paths_lead_into_objects_lists_and_text_that_is_json(tmp_path: Path) -> None:
    row = {
        "models": ["x", "y"],
        "inputs": {"prompt": "a cat", "deep": [{"er": 1.5}]},
        "a.b": "exactly this",
        "text": '{"c": ["d"]}',
    }
    path = written(tmp_path / "v.json", json.dumps([row, {"models": "none"}]))
    wanted = ["models[0]", "models[9]", "inputs.prompt", "inputs.deep[0].er", "a.b", "text.c[0]", "inputs"]
    assert rows_of(path, wanted)[0][0][1] == {
        "models[0]": "x",
        "models[9]": None,
        "inputs.prompt": "a cat",
        "inputs.deep[0].er": "1.5",
        "a.b": "exactly this",
        "text.c[0]": "d",
        "inputs": '{"prompt":"a cat","deep":[{"er":1.5}]}',
    }
    assert open_table(path).columns == (
        "models", "models[0]", "models[1]",
        "inputs", "inputs.prompt", "inputs.deep", "inputs.deep[0]", "inputs.deep[0].er",
        "a.b", "text",
    )  # fmt: skip


def test_every_half_of_a_file_gives_nothing(tmp_path: Path) -> None:
    whole = json.dumps([{"a": "é", "b": i} for i in range(3)])
    for length in range(len(whole)):
        with pytest.raises(Malformed):
            read(tmp_path / "votes.json", whole[:length])


texts = st.text(max_size=6).filter(lambda text: text.strip() not in SPELLINGS)
arrays = st.lists(
    st.fixed_dictionaries({"a": texts, "b": st.integers() | st.floats(allow_nan=False, allow_infinity=False)})
)


@given(array=arrays, piece=st.integers(1, 50), indent=st.sampled_from([None, 1]))
@pytest.mark.slow
def test_pieces_of_any_size_give_the_array(
    tmp_path_factory: pytest.TempPathFactory, array: list[dict[str, Any]], piece: int, indent: int | None
) -> None:
    path = written(tmp_path_factory.mktemp("json") / "votes.json", json.dumps(array, indent=indent))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(reading_json, "_PIECE", piece)
        rows, refused = rows_of(path, WANTED)
    assert refused == []
    assert [row for _, row in rows] == [{"a": one["a"] or None, "b": repr(one["b"])} for one in array]


def test_an_array_broken_near_its_start_is_not_read_to_its_end(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reading_json, "_PIECE", 100)
    monkeypatch.setattr(reading_json, "LONGEST", 1_000)
    path = written(tmp_path / "votes.json", '[{"a" "1"},' + '{"a": "1"},' * 10_000)
    with pytest.raises(Malformed, match="element 1 is not JSON"):
        open_table(path)
