"""``arena restore``: a backup, in an empty place."""

from __future__ import annotations

import sys
from functools import partial

import click

from service.arena.backups import restoring
from service.cli.backup import facts, words
from service.cli.support import json_option, progress_bar, settings, show_json
from service.errors import Invalid


@click.command(epilog="Example: ARENA_DATABASE_URL=postgresql://… arena restore arena.tar.zst")
@click.argument("place", metavar="PLACE")
@click.option("--no-key", is_flag=True, help="Do not restore the secret key: its passphrase is lost.")
@json_option
def restore(*, place: str, no_key: bool, as_json: bool) -> None:
    """Restore a backup into the database and image store of the settings, which must be empty.

    The database may be another one than that of the backup. Everything in the backup is checked before
    anything is written. The secret key is opened with ARENA_BACKUP_PASSPHRASE, or a passphrase that you are
    asked for.
    """
    configured = settings()
    asked = (lambda: None) if no_key else partial(_passphrase, configured.backup_passphrase)
    with progress_bar() as progress:
        restored = restoring.restore(configured, place, asked, progress)
    if not restored.key:
        click.echo("arena: the secret key was not restored; without it, no voter is recognized", err=True)
    if as_json:
        show_json({"key_restored": restored.key, **facts(restored.manifest)})
    else:
        click.echo(f"restored {words(restored.manifest)}")


def _passphrase(configured: str) -> str:
    if configured:
        return configured
    if not sys.stdin.isatty():
        raise Invalid(
            "the backup has the secret key: set ARENA_BACKUP_PASSPHRASE, or leave the key out with --no-key"
        )
    phrase: str = click.prompt("Passphrase of the backup's secret key", hide_input=True, err=True)
    return phrase
