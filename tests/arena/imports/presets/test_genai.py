"""GenAI-Arena and GenAI-Bench."""

from pathlib import Path

from tests.support.preset_samples import Vote, read, votes_of


def test_battles() -> None:
    assert votes_of("genai-arena") == [
        Vote("brush-1", "ink-2", "left", "a red kite", at="2024-02-15 12:26:41.500000", id="g1"),
        Vote("ink-2", "brush-1", "both_bad", "two owls", at="2024-02-15 12:26:42.500000", id="g2"),
    ]


def test_the_bench() -> None:
    assert votes_of("genai-bench") == [
        Vote("brush-1", "ink-2", "right", "a red kite"),
        Vote("ink-2", "brush-1", "both_bad", "two owls"),
    ]


def test_the_real_battles(shared_data: Path) -> None:
    file = read(shared_data / "votes-genai-arena" / "clean_battle_20240220.json")
    assert file.reading.preset == "GenAI-Arena, battles (clean_battle_*.json)"
    assert (file.rows.height, len(file.models), file.refused) == (2_061, 13, [])
    assert file.rows["outcome"].value_counts(sort=True)["count"].to_list() == [759, 744, 428, 130]
