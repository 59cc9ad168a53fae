"""JSON arrays and NDJSON: read in pieces, whole or not at all."""

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.arena.imports.readers import json as reading_json
from service.errors import Malformed
from tests.support.files import rows_of, written

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
        (3, {"a": "x;y z", "b": None}),
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
        ('{"a": {"text": "x"}}', "a is neither text"),
        ('{"a": [1, 2]}', "a is neither text"),
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
        b'{"a": "1"}\n{"a": "2"}\n',
        b"[",
        b'[{"a": "1"}',
        b'[{"a": "1"},',
        b'[{"a": "1"},]',
        b'[{"a": "1"} {"a": "2"}]',
        b'[{"a": "1"}, {"a": "2"',
        b'[{"a": "1"}] and more',
        b'[{"a": NaN}]',
        b"[" * 100_000,
        b'[{"a": "\xff"}]',
        b'[{"a": ' + b"9" * 5_000 + b"}]",
    ],
)
def test_a_broken_array_gives_nothing(tmp_path: Path, content: bytes) -> None:
    with pytest.raises(Malformed):
        read(tmp_path / "votes.json", content)


@pytest.mark.parametrize("line", ['{"a": "1"', "nonsense", '{"a": Infinity}', '{"a": 1} {"a": 2}'])
def test_a_broken_line_gives_nothing_and_is_named(tmp_path: Path, line: str) -> None:
    with pytest.raises(Malformed, match=r"^line 2 is not JSON .* nothing was imported"):
        read(tmp_path / "votes.ndjson", f'{{"a": "1"}}\n{line}\n{{"a": "3"}}\n')


def test_every_half_of_a_file_gives_nothing(tmp_path: Path) -> None:
    whole = json.dumps([{"a": "é", "b": i} for i in range(3)])
    for length in range(len(whole)):
        with pytest.raises(Malformed):
            read(tmp_path / "votes.json", whole[:length])


texts = st.text(max_size=6)
arrays = st.lists(
    st.fixed_dictionaries({"a": texts, "b": st.integers() | st.floats(allow_nan=False, allow_infinity=False)})
)


@given(array=arrays, piece=st.integers(1, 50), indent=st.sampled_from([None, 1]))
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
    monkeypatch.setattr(reading_json, "_LONGEST", 1_000)
    heard: list[int] = []
    path = written(tmp_path / "votes.json", '[{"a" "1"},' + '{"a": "1"},' * 10_000)
    with pytest.raises(Malformed, match="element 1 is not JSON"):
        list(reading_json.read_array(path, WANTED, heard.append))
    assert heard == []
