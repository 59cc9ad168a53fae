"""The command line: one file a noun, read only when its command is asked for."""

from __future__ import annotations

import importlib
import sys

import click

from service import __version__
from service.errors import ArenaError

# Where each command is, and what the list says of it: to list them none need be imported.
COMMANDS = {
    "serve": ("serve:serve", "Serve the API until stopped."),
    "worker": ("worker:worker", "Have generations painted until stopped."),
    "demo": ("demo:demo", "Load arenas to try the service with."),
    "migrate": ("migrate:migrate", "Bring the database to this version's schema."),
    "import": ("imports:imports", "Bring in votes, prompts or models from a file."),
    "generate": ("generate:generate", "Fill an arena with its models' images."),
    "export": ("exports:exports", "Write votes or a leaderboard to a file."),
    "leaderboard": ("leaderboard:leaderboard", "Show who is ranked where."),
    "recount": ("recount:recount", "Fold the log again: to check, or to store."),
    "votes": ("votes:votes", "Void votes."),
    "voters": ("voters:voters", "Delete voters."),
    "keys": ("keys:keys", "Make, list and revoke API keys."),
    "doctor": ("doctor:doctor", "Look whether everything is as it should be."),
}


class LazyGroup(click.Group):
    """A group whose commands are imported when they are called: most of the program's parts start slowly."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - click's signature
        """Return the names of the commands, as they are listed."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002
        """Return the command of a name, None where there is none."""
        if cmd_name not in COMMANDS:
            return None
        module, _, name = COMMANDS[cmd_name][0].partition(":")
        command: click.Command = getattr(importlib.import_module(f"service.cli.{module}"), name)
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002
        """Write the list of commands."""
        with formatter.section("Commands"):
            formatter.write_dl([(name, says) for name, (_, says) in COMMANDS.items()])


@click.group(cls=LazyGroup, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="arena")
def arena() -> None:
    """Collect blind votes on pairs of images, and rank the models that made them.

    Settings are environment variables ARENA_…; docs/operations.md lists them.
    """


def main() -> None:
    """Run the command line: 0 when all went well, 1 with one line that says why not, 2 for wrong usage."""
    try:
        # What a command gives to Exit comes back from here; commands return nothing themselves.
        sys.exit(arena.main(prog_name="arena", standalone_mode=False))
    except click.Abort:
        click.echo("stopped", err=True)
        sys.exit(1)
    except click.ClickException as error:
        error.show()
        sys.exit(error.exit_code)
    except ArenaError as error:
        click.echo(f"arena: {error}", err=True)
        sys.exit(1)
    except BrokenPipeError:
        # The reader of our output has seen enough, as `| head` does.
        sys.stderr.close()
        sys.exit(1)
    except OSError as error:
        click.echo(f"arena: {error}", err=True)
        sys.exit(1)
