"""How a file is recognized."""

from service.arena.imports.presets.preset import EVERYTHING, Preset, unchanged
from service.arena.imports.readers.frames import text_frame
from service.arena.imports.votes.columns import Columns

PLAIN = Preset(name="plain", title="Plain", needs=("a", "b"), columns=Columns())


def test_the_columns_tell_a_file() -> None:
    assert PLAIN.matches(["a", "b", "c"], [])
    assert not PLAIN.matches(["a", "c"], [])
    assert PLAIN.missing(["a", "c"]) == ["b"]


def test_a_list_may_be_there_as_paths_only() -> None:
    assert PLAIN.matches(["a[0]", "a[1]", "b.c"], [])
    assert not PLAIN.matches(["ab", "b"], [])


def test_columns_of_others_and_first_rows_can_speak_against_it() -> None:
    picky = Preset(
        name="picky",
        title="Picky",
        needs=("a",),
        columns=Columns(),
        lacks=("b",),
        confirms=lambda sample: sample[0]["a"] == "1",
    )
    assert picky.matches(["a"], [{"a": "1"}])
    assert not picky.matches(["a"], [{"a": "2"}])
    assert not picky.matches(["a", "b"], [{"a": "1"}])


def test_what_is_computed_is_a_field_unless_the_preset_says_otherwise() -> None:
    preset = Preset(
        name="new",
        title="New",
        needs=(),
        columns=Columns(mapped={"prompt": ("caption",)}),
        gives=("outcome", "prompt", "is_vote"),
    )
    assert preset.fields().mapped == {"outcome": ("outcome",), "prompt": ("caption",)}


def test_everything_is_wanted_where_any_column_may_count() -> None:
    all_of_it = Preset(name="all", title="All", needs=(), columns=Columns(), reads=(EVERYTHING,))
    assert all_of_it.wanted(["a", "b"]) == {"a", "b"}
    assert PLAIN.wanted(["a", "b"]) == frozenset()


def test_rows_that_are_votes_stay_as_they_are() -> None:
    batch = text_frame({"a": ["1"]}, [2], [])
    assert unchanged(batch) is batch
