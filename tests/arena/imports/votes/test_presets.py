"""Which tool wrote a file."""

from typing import NamedTuple

from service.arena.imports.votes.presets import PRESETS, detect


class Table(NamedTuple):
    columns: list[str]
    sample: list[dict[str, str | None]]


def test_the_first_preset_that_matches_counts() -> None:
    for preset in PRESETS:
        assert detect(Table([*preset.needs, "more"], [])) is not None
    assert detect(Table(["a", "b"], [])) is None


def test_names_are_not_given_twice() -> None:
    assert len({preset.name for preset in PRESETS}) == len(PRESETS)
