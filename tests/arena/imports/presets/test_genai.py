"""GenAI-Arena and GenAI-Bench."""

from collections import Counter
from pathlib import Path

from service.domain.votes import Outcome
from tests.support.files.preset_samples import Vote, read, votes_of


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
    assert (file.rows.height, len(file.models)) == (2_060, 13)
    assert ["the same model" in refused.detail for refused in file.refused] == [True]
    counts = Counter(Outcome(number).label for number in file.rows["outcome"])
    assert counts == {"left": 759, "right": 744, "both_bad": 427, "tie": 130}
