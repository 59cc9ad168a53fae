"""Which tool wrote a file."""

import random
from pathlib import Path
from typing import NamedTuple

import pytest

from service.arena.imports.presets.preset import EVERYTHING, Preset
from service.arena.imports.readers.frames import line_of, text_frame
from service.arena.imports.readers.tables import open_table
from service.arena.imports.votes.columns import Columns
from service.arena.imports.votes.presets import NAMES, NONE, PRESETS, chosen, detect
from service.arena.votes.frames import COLUMNS
from service.errors import Invalid
from tests.support.files.files import written
from tests.support.files.preset_samples import SAMPLES, read, sample, votes_in

ALL = [preset.name for preset in PRESETS]


JUNK = (
    *(None, "x", "1", "-1", "0.5", "nan", "true", "null", "1e400", "1e9", "(", "leftvote", "31/12/2018"),
    *("[]", "{}", "[1]", "[null]", "['a']", "['a', 'b']", "[[1]]", "[[[]]]", "[1, 2, 3]", "[" * 200),
    *('{"a": 1}', '{"a": "b", "c": null}', '{"selected": 1}', '[{"selected": "left"}]', '{"q": 1}'),
    *('[{"result": [{"type": "pairwise", "value": 1}]}]', '{"q": [{"value": []}]}', '{"votes": [{}]}'),
)


class Table(NamedTuple):
    columns: list[str]
    sample: list[dict[str, str | None]]


@pytest.mark.parametrize("name", ALL)
def test_a_sample_is_recognized_as_one_tool_alone(name: str) -> None:
    table = open_table(sample(name))
    assert [one.name for one in PRESETS if one.matches(table.columns, table.sample)] == [name]
    found = detect(table)
    assert found is not None
    assert (found.name, read(sample(name)).reading.preset) == (name, found.title)


def test_every_preset_has_a_sample_and_a_source() -> None:
    readme = (SAMPLES / "README.md").read_text()
    assert sorted(path.stem for path in SAMPLES.iterdir() if path.name != "README.md") == sorted(ALL)
    assert [name for name in ALL if f"| `{name}` |" not in readme] == []


def test_every_preset_is_documented(project_root: Path) -> None:
    page = (project_root / "docs" / "import.md").read_text()
    assert [name for name in ALL if f"| `{name}` |" not in page] == []


def test_names_are_not_given_twice() -> None:
    assert len({preset.name for preset in PRESETS}) == len(PRESETS)


def test_our_own_exports_are_no_other_tool_s() -> None:
    assert detect(Table([*COLUMNS], [])) is None
    assert detect(Table([*COLUMNS, "models", "ranks"], [])) is None


def test_plain_tables_are_no_tool_s() -> None:
    for columns in (["a", "b"], ["model_left", "model_right", "outcome"], ["model_a", "model_b", "winner"]):
        assert detect(Table(columns, [])) is None


def test_a_preset_can_be_named_or_switched_off() -> None:
    table = open_table(sample("football"))
    assert chosen(table, None).name == "football"
    assert chosen(table, "football").name == "football"
    assert chosen(table, "none") is NONE
    assert NONE.name in NAMES


def test_a_named_preset_needs_its_columns() -> None:
    table = open_table(sample("football"))
    with pytest.raises(Invalid, match="no column 'left', which the preset evalica needs"):
        chosen(table, "evalica")
    with pytest.raises(Invalid, match="there is no preset 'soccer'; choose one of none, allourideas"):
        chosen(table, "soccer")


def test_without_a_preset_the_names_of_columns_count() -> None:
    with pytest.raises(Invalid, match="the file has no column"):
        read(sample("football"), preset="none")


@pytest.mark.parametrize("preset", [one for one in PRESETS if one.reads], ids=lambda one: one.name)
def test_whatever_the_cells_hold_becomes_votes_or_a_reason(preset: Preset) -> None:
    """A table of nonsense may be refused row by row, but nothing else may happen to it."""
    names = [*dict.fromkeys([*preset.needs, *(name for name in preset.reads if name != EVERYTHING)])]
    junk = random.Random(preset.name)
    for _ in range(20):
        columns = {name: [junk.choice(JUNK) for _ in range(20)] for name in names if junk.random() < 0.9}
        made = preset.votes(text_frame(columns, list(range(20)), []))
        assert made.frame.height == len(made.lines)
        lines = {line_of(number) for number in made.lines}
        assert lines | {refused.line for refused in made.refused} == ({*range(20)} if columns else set())


def test_options_win_over_a_preset(tmp_path: Path) -> None:
    path = written(tmp_path / "v.csv", "left,right,winner,who\nx,y,left,z\n")
    assert read(path).reading.preset == "evalica"
    assert votes_in(read(path, maps=["model_right=who"]))[0].right == "z"


def test_what_a_preset_lost_is_in_the_report() -> None:
    notes = read(sample("evalica")).reading.notes
    assert "rows that evalica ignores are refused" in notes


def test_a_preset_is_switched_off_by_an_empty_one() -> None:
    assert NONE.fields() == Columns()
