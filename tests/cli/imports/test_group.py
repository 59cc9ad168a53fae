"""``arena import``."""

from tests.support.processes.commands import Commands


def test_the_commands(arena: Commands) -> None:
    listed = arena.good("import", "--help").text.partition("Commands:")[2].split("\n")
    assert [line.split()[0] for line in listed if line.strip()] == ["images", "models", "prompts", "votes"]
