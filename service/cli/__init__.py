"""The command line: one file for each command, imported only when the command is used."""

from __future__ import annotations

import importlib
import logging
import os
import sys
from contextlib import suppress

import click

from service import __version__
from service.errors import ArenaError
from service.logs import lines
from service.starting import collector_paused, defer_packages

_UNWRAPPED = "\b\n"  # what click leaves as it is
# Where each command is, and its line in the list: listing commands imports none of them.
COMMANDS = {
    "serve": ("serve:serve", "Serve the pages and the API until stopped."),
    "worker": ("worker:worker", "Generate images for queued requests until stopped."),
    "demo": ("demo:demo", "Load two arenas to try the service with."),
    "migrate": ("migrate:migrate", "Update the database to this version's schema."),
    "import": ("imports.group:imports", "Import votes, prompts, images or models from a file."),
    "generate": ("generate:generate", "Generate the images that an arena lacks."),
    "export": ("exports:exports", "Write votes or a leaderboard to a file."),
    "release": ("releases.release:release", "Publish an arena's votes and boards as files to verify."),
    "verify": ("releases.verify:verify", "Compute every number of a release again, without a database."),
    "leaderboard": ("leaderboard:leaderboard", "Show who is ranked where."),
    "check": ("questions.check:check", "Check that a model is not worse than another, for pipelines."),
    "plan": ("plan:plan", "Simulate how sure an arena would be, before a vote is bought."),
    "recount": ("recount:recount", "Recompute ratings from the log, to check or store them."),
    "log": ("log:log", "Seal the vote log as Parquet files, check them, and count votes in them."),
    "votes": ("votes:votes", "Void votes, or forget the ids that they came with."),
    "integrity": ("integrity:integrity", "Look for rigged votes, hold them back, and release them."),
    "gold": ("gold:gold", "Choose pairs with a broken image, and see which voters look."),
    "models": ("models:models", "Merge two models that are one, or rename one."),
    "voters": ("voters:voters", "Export or delete the data of voters."),
    "prune": ("prune:prune", "Delete what is no longer needed, after saying what that is."),
    "keys": ("keys:keys", "Create, list and revoke API keys."),
    "backup": ("backup:backup", "Copy everything to a file, a folder or a bucket, while votes are taken."),
    "restore": ("restore:restore", "Restore a backup into an empty place, on either database."),
    "mcp": ("mcp:mcp", "Let assistants ask a running service (Model Context Protocol)."),
    "doctor": ("doctor:doctor", "Check settings, database and images."),
}


class LazyGroup(click.Group):
    """A group whose commands are imported on use: most parts of the program are slow to import."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - click's signature
        """Return the names of the commands in the order of the list."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002
        """Return the command with a name, None where there is no such command."""
        if cmd_name not in COMMANDS:
            return None
        module, _, name = COMMANDS[cmd_name][0].partition(":")
        with collector_paused():
            command: click.Command = getattr(importlib.import_module(f"service.cli.{module}"), name)
        _list_examples(command)
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002
        """Write the list of commands."""
        with formatter.section("Commands"):
            formatter.write_dl([(name, says) for name, (_, says) in COMMANDS.items()])


def _list_examples(command: click.Command) -> None:
    """Put each example of a command on a line of its own, to be copied whole: click would wrap them."""
    title, _, examples = (command.epilog or "").partition(": ")
    if examples and not title.startswith(_UNWRAPPED):
        command.epilog = "\n  ".join([f"{_UNWRAPPED}{title}:", *examples.split("; ")])
    if isinstance(command, click.Group):
        for one in command.commands.values():
            _list_examples(one)


@click.group(cls=LazyGroup, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="arena")
def arena() -> None:
    """Collect blind votes on pairs of images, and rank the models that made them.

    Settings are environment variables named ARENA_…; docs/operations.md lists them.
    """


def main() -> None:
    """Run the command line; exit with 0 on success, 1 and one line on failure, 2 for wrong usage."""
    lines.configure(os.environ.get("ARENA_LOG_FORMAT", ""))
    defer_packages()
    try:
        # This returns the exit code that a command raises; commands themselves return nothing.
        sys.exit(arena.main(prog_name="arena", standalone_mode=False))
    except click.Abort:
        click.echo("stopped", err=True)
        sys.exit(1)
    except click.ClickException as error:
        error.show()
        sys.exit(error.exit_code)
    except BrokenPipeError:
        # The reader of our output has closed it, as `| head` does.
        _give_up_output()
        sys.exit(1)
    except (ArenaError, OSError) as error:
        lines.say(str(error), logging.ERROR)
        _give_up_output()
        sys.exit(1)
    except Exception:
        logging.getLogger("arena").exception("the program failed")
        sys.exit(1)


def _give_up_output() -> None:
    """Make sure that what standard output did not take is not tried again, and complained about, at exit."""
    try:
        sys.stdout.flush()
    except (OSError, ValueError):
        with suppress(OSError, ValueError):
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
