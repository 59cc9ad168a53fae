"""The page of the command line."""

from __future__ import annotations

from collections.abc import Iterator
from inspect import cleandoc

import click

from scripts.documentation.reference.tables import code, table
from service.cli import arena

_ABOUT = """# Commands

Every command explains itself with `--help`, exits with 0 on success, 1 on failure and 2 for wrong
usage, and prints JSON with `--json` where it prints data. [The guide](../cli.md) says more about each.

"""


def render() -> str:
    """Return every command with its arguments, options and example."""
    return _ABOUT + "".join(_section(name, command) for name, command in _leaves(arena, "arena"))


def _leaves(group: click.Group, name: str) -> Iterator[tuple[str, click.Command]]:
    context = click.Context(group, info_name=name)
    for word in group.list_commands(context):
        command = group.get_command(context, word)
        if isinstance(command, click.Group):
            if command.invoke_without_command:
                yield f"{name} {word}", command
            yield from _leaves(command, f"{name} {word}")
        elif command is not None:
            yield f"{name} {word}", command


def _section(name: str, command: click.Command) -> str:
    context = click.Context(command, info_name=name)
    usage = " ".join([name, *command.collect_usage_pieces(context)])
    options = [record for param in command.params if (record := param.get_help_record(context))]
    rows = [(code(names), words) for names, words in options]
    parts = [f"## {name}\n", f"```text\n{usage}\n```\n", _text(command.help)]
    parts += [table(["Option", "Meaning"], rows)] if rows else []
    examples = [line.strip() for line in (command.epilog or "").splitlines()[2:]]
    parts += ["\n".join(["Example:\n", "```sh", *examples, "```\n"])] if examples else []
    return "\n".join(parts)


def _text(words: str | None) -> str:
    """Return a help text as paragraphs; its variables and globs are not Markdown."""
    text = cleandoc((words or "").replace("\b\n", ""))
    return text.replace("*", "\\*").replace("_", "\\_").replace("<", "&lt;") + "\n"
