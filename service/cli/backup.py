"""``arena backup``: a copy of everything that cannot be made again, while votes are taken."""

from __future__ import annotations

import sys
from contextlib import suppress
from dataclasses import asdict, replace
from datetime import UTC, datetime
from pathlib import Path

import click
import uvloop

from service.arena.backups import last, making, places
from service.arena.backups.manifests import Manifest
from service.arena.backups.verifying import verify as verify_backup
from service.blobs.outputs import is_standard_output
from service.cli.support import json_option, progress_bar, settings, show_json
from service.domain.masking import masked
from service.errors import ArenaError, Damaged


@click.group(
    invoke_without_command=True,
    epilog="Examples: arena backup --output arena.tar.zst; arena backup --output backups --keep 7",
)
@click.option(
    "--output",
    "place",
    metavar="PLACE",
    help="Where it goes: a file whose name ends with .tar.zst, a new folder, s3://bucket/prefix, "
    "or - for standard output.",
)
@click.option(
    "--keep",
    type=click.IntRange(min=1),
    help="PLACE holds several: name the backup after the time, and remove all but the newest N.",
)
@json_option
@click.pass_context
def backup(context: click.Context, *, place: str | None, keep: int | None, as_json: bool) -> None:
    """Copy the database, the files that it names and the secret key, while votes are taken.

    The secret key is encrypted with ARENA_BACKUP_PASSPHRASE, or with a passphrase that you are asked for.
    Without one it is left out. A backup has its name only once it is whole.
    """
    if context.invoked_subcommand is None:
        if place is None:
            raise click.UsageError("--output says where the backup goes")
        _check(place, keep, as_json=as_json)
        _make(place, keep, as_json=as_json)


def _check(place: str, keep: int | None, *, as_json: bool) -> None:
    """Refuse what standard output cannot do. Everything else is a place."""
    if not place or not is_standard_output(place):
        return
    if keep or as_json:
        raise click.UsageError(f"{'--keep' if keep else '--json'} needs a place other than standard output")
    if sys.stdout.isatty():
        raise click.UsageError("a backup cannot be shown in a terminal; name a file with --output")


def _make(place: str, keep: int | None, *, as_json: bool) -> None:
    configured = settings()
    where = places.dated(place, datetime.now(UTC)) if keep else place
    phrase = configured.backup_passphrase or _new_passphrase()
    try:
        with progress_bar() as progress:
            made = uvloop.run(making.back_up(configured, where, phrase, progress))
    except (ArenaError, OSError) as error:
        with suppress(OSError):  # the folder may be what failed
            last.remember_failure(configured.data_dir, masked(where), masked(str(error)))
        raise
    if is_standard_output(place):
        made = replace(made, place="standard output")
    _remember(configured.data_dir, made)
    if not phrase:
        click.echo("arena: the secret key was left out: ARENA_BACKUP_PASSPHRASE is not set", err=True)
    # Of a sealed file that the store has lost, an older backup may have the only copy.
    lost = made.manifest.missing.get("log", [])
    removed = places.prune(place, keep) if keep and not lost else []
    for namespace, digests in made.manifest.missing.items():
        for digest in digests:
            click.echo(f"arena: the image store has lost {namespace}/{digest}", err=True)
    if as_json:
        show_json({"place": made.place, "bytes": made.bytes, "removed": removed, **facts(made.manifest)})
    else:
        text = f"{made.place}: {made.bytes / 1e6:.1f} MB, {words(made.manifest)}"
        click.echo(text, err=is_standard_output(place))
    if lost:
        raise Damaged(
            f"the backup lacks {len(lost)} sealed files of the log, so no older backup was removed; "
            "take the files from one of those with `arena restore`"
        )


def _remember(data_dir: Path, made: making.Made) -> None:
    try:
        last.remember(data_dir, made)
    except OSError as error:
        # A machine that only makes backups may have no data folder; the backup is whole all the same.
        click.echo(f"arena: `arena doctor` will not know of this backup: {error}", err=True)


@backup.command(epilog="Example: arena backup verify arena.tar.zst")
@click.argument("place", metavar="PLACE")
@json_option
def verify(*, place: str, as_json: bool) -> None:
    """Check every hash of a backup, restore it into a temporary database, and compute all ratings again.

    Exit with 1 if a bit of a rating is another one. The running service is not touched.
    """
    with progress_bar() as progress:
        verified = verify_backup(place, progress)
    if as_json:
        checks = list(map(asdict, verified.checks))
        show_json({"well": verified.well, "arenas": checks, **facts(verified.manifest)})
    else:
        click.echo(f"{place}: {words(verified.manifest)}")
        for one in verified.checks:
            click.echo(f"{one.arena}: {one.votes} votes folded again, {one.differences} differences")
    if not verified.well:
        raise click.exceptions.Exit(1)


def _new_passphrase() -> str:
    if not sys.stdin.isatty():
        return ""
    text = "Passphrase for the secret key (empty: leave the key out)"
    phrase: str = click.prompt(
        text, hide_input=True, default="", show_default=False, confirmation_prompt=True, err=True
    )
    return phrase


def facts(manifest: Manifest) -> dict[str, object]:
    """Return what is in a backup, for programs."""
    return {
        "made_at": manifest.made_at,
        "program": manifest.program,
        "schema": manifest.schema_revision,
        "votes": manifest.votes,
        "files": manifest.blob_count,
        "missing": sum(map(len, manifest.missing.values())),
        "key": manifest.key is not None,
    }


def words(manifest: Manifest) -> str:
    """Return what is in a backup, for people."""
    key = "with the secret key" if manifest.key else "without the secret key"
    return f"{manifest.votes} votes, {manifest.blob_count} files, {key}, of {manifest.made_at}"
