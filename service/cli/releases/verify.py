"""``arena verify``: a release checked on a machine that has nothing but the release and this program."""

from __future__ import annotations

from pathlib import Path

import click

from service.arena.votes.releases.verifying import Verified
from service.arena.votes.releases.verifying import verify as verify_release
from service.cli.support import json_option, progress_bar, show_json


@click.command(epilog="Example: arena verify votes-2026-11")
@click.argument("folder", metavar="DIR", type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.option(
    "--hash",
    "expected",
    metavar="HASH",
    help="The hash that `arena release` printed, or that the data page shows: it must be this release.",
)
@json_option
def verify(*, folder: Path, expected: str | None, as_json: bool) -> None:
    """Check every hash of a release, and compute every number of its leaderboards again from its votes.

    Exit with 1 at the first file that was changed, or the first number that is not reproduced. This needs no
    database, no settings and no network.
    """
    with progress_bar() as progress:
        verified = verify_release(folder, progress)
    problem = verified.problem or _other(verified, expected)
    _report(folder, verified, problem, as_json=as_json)
    if problem:
        raise click.exceptions.Exit(1)


def _other(verified: Verified, expected: str | None) -> str | None:
    actual = verified.manifest.fingerprint if verified.manifest else ""
    if expected is None or actual == expected.lower():
        return None
    return f"this is another release: its sha256 is {actual}"


def _report(folder: Path, verified: Verified, problem: str | None, *, as_json: bool) -> None:
    manifest = verified.manifest
    if as_json:
        show_json(
            {
                "well": problem is None,
                "problem": problem,
                "arena": manifest.header.arena if manifest else None,
                "votes": manifest.header.position if manifest else None,
                "counted": manifest.counted if manifest else None,
                "files": verified.files,
                "links": verified.links,
                "numbers": verified.numbers,
                "sha256": manifest.fingerprint if manifest else None,
            }
        )
    elif problem or manifest is None:
        click.echo(f"{folder}: {problem}")
    else:
        links = "1 link" if verified.links == 1 else f"{verified.links} links"
        votes = f"{manifest.header.arena}, {manifest.header.position} votes"
        click.echo(
            f"{votes}: {verified.files} files and {links} of the chain are unchanged\n"
            f"every number is reproduced: {verified.numbers:,} cells of the boards, from "
            f"{manifest.counted:,} votes that count\nsha256 {manifest.fingerprint}"
        )
