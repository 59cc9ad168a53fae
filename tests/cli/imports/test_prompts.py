"""``arena import prompts``."""

from pathlib import Path

from tests.support.processes.commands import Commands


def test_prompts(arena: Commands, shared_data: Path) -> None:
    path = shared_data / "prompts-parti" / "PartiPrompts.tsv"
    found = arena.good("import", "prompts", path, "--arena", "t2i", "--json").json
    assert found == {"accepted": 1632, "duplicates": 0, "rejected": []}
    again = arena.good("import", "prompts", path, "--arena", "t2i")
    assert again.text == "0 prompts added, 1632 were already there\n"
