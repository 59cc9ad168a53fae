"""What docs/cli.md lists is what there is: each command has its heading, each option it names is one."""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator
from pathlib import Path

import click
import pytest

from service.cli import COMMANDS, arena

CONTEXT = click.Context(arena, info_name="arena")


def leaves(group: click.Group, name: str) -> Iterator[tuple[str, click.Command]]:
    """Yield every command that does something, with the words that call it."""
    context = click.Context(group, info_name=name)
    for word in group.list_commands(context):
        command = group.get_command(context, word)
        assert command is not None
        if isinstance(command, click.Group):
            if command.invoke_without_command:
                yield f"{name} {word}", command
            yield from leaves(command, f"{name} {word}")
        else:
            yield f"{name} {word}", command


EVERY = dict(leaves(arena, "arena"))


def examples_of(command: click.Command) -> list[str]:
    """Return the examples of a command as its help prints them."""
    help_text = command.get_help(click.Context(command, info_name="arena", terminal_width=40))
    _, _, examples = help_text.partition("\n  Example")
    return [line.strip() for line in examples.splitlines()[1:]]


def text_of(project_root: Path) -> str:
    return (project_root / "docs" / "cli.md").read_text()


def test_every_command_has_a_heading_and_every_heading_a_command(project_root: Path) -> None:
    assert sorted(re.findall(r"^### `(.+)`$", text_of(project_root), re.MULTILINE)) == sorted(EVERY)


@pytest.mark.parametrize("name", EVERY)
def test_every_command_has_an_example_and_says_what_its_options_do(name: str) -> None:
    command = EVERY[name]
    assert examples_of(command)
    assert command.help
    described = [p for p in command.params if isinstance(p, click.Option) and p.help]
    options = [p for p in command.params if isinstance(p, click.Option)]
    # Parameters of a recount are named after those of an arena; the first of them says so.
    assert len(options) - len(described) <= (5 if name == "arena recount" else 0)
    if name not in {"arena mcp", "arena serve", "arena worker"}:  # they run until they are stopped
        assert any("--json" in option.opts for option in options)


@pytest.mark.parametrize("name", EVERY)
def test_examples_can_be_copied_whole(name: str) -> None:
    """Each is one line, however narrow the terminal, and has only arguments that the command takes."""
    command = EVERY[name]
    for example in examples_of(command):
        line = re.sub(r"^ARENA_\w+=\S+ ", "", example)
        line = re.sub(r" (?:>|&&) .*", "", line)
        assert f"{line} ".startswith(f"{name} ")
        arguments = shlex.split(line.removeprefix(name))
        context = click.Context(command, info_name=name)
        _, left, _ = command.make_parser(context).parse_args(arguments)
        assert left == []


def test_every_option_that_is_named_is_one(project_root: Path) -> None:
    known = {opt for command in EVERY.values() for param in command.params for opt in param.opts}
    known.add("--help")
    assert set(re.findall(r"--[a-z][a-z-]+", text_of(project_root))) <= known


@pytest.mark.parametrize("name", COMMANDS)
def test_the_list_says_of_a_command_what_the_command_says(name: str) -> None:
    command = arena.get_command(CONTEXT, name)
    assert command is not None
    assert COMMANDS[name][1].endswith(".")
    assert name in arena.get_help(CONTEXT)
