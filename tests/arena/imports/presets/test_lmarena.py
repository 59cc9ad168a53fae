"""Files of LMArena."""

from service.arena.imports.presets import lmarena


def test_raw_votes_are_recognized_by_their_columns() -> None:
    columns = ["question_id", "model_a", "model_b", "winner", "judge", "tstamp"]
    assert lmarena.RAW_VOTES.matches(columns, [])
    assert not lmarena.RAW_VOTES.matches(columns[:-1], [])
