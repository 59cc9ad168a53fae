"""``arena release``: an arena's votes and boards as files that anyone can load and verify."""

from __future__ import annotations

import logging
import re
import time

import click

from service.arena.votes.releases.making import MadeRelease, make
from service.arena.votes.releases.places import Place, SeriesPlace, place_of
from service.arena.votes.releases.published import folder_of
from service.cli.support import arena_option, json_option, progress_bar, run, settings, show_json
from service.errors import ArenaError
from service.logs.lines import say

_PERIOD = re.compile(r"([1-9][0-9]{0,5})([smhd])")
_SECONDS = {"s": 1, "m": 60, "h": 3_600, "d": 86_400}


class _Period(click.ParamType[int]):
    name = "period"

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> int:
        """Return a period in seconds."""
        found = _PERIOD.fullmatch(str(value))
        if found is None:
            self.fail(f"{value!r} is not a period such as 1d, 6h or 30m", param, ctx)
        return int(found[1]) * _SECONDS[found[2]]


@click.command(
    epilog="Examples: arena release --arena t2i; arena release --arena t2i --output votes-2026-11; "
    "arena release --arena t2i --every 1d"
)
@arena_option
@click.option(
    "--output",
    "-o",
    "output",
    metavar="PLACE",
    help="Where it goes: a new folder, s3://bucket/prefix or hf://datasets/OWNER/NAME. By default it is "
    "published on the arena's data page.",
)
@click.option(
    "--every",
    "seconds",
    type=_Period(),
    help="Go on until stopped, and make a release after every period, such as 1d, if there is anything new. "
    "PLACE then has several, each under its name.",
)
@click.option(
    "--keep",
    type=click.IntRange(min=1),
    help="Remove all but the newest N releases from the arena's data page, or from the folder of --every.",
)
@json_option
def release(*, slug: str, output: str | None, seconds: int | None, keep: int | None, as_json: bool) -> None:
    """Write an arena's votes, prompts, models and leaderboards as tables that `arena verify` can check.

    A release does not say who voted. It is there as a whole or not at all, and the same log gives the same
    bytes. If the newest release is of the same log, nothing is written.
    """
    place = _place(slug, output, seconds, keep)
    while True:
        try:
            _release(slug, place, as_json=as_json)
        except (ArenaError, OSError) as error:
            if seconds is None:
                raise
            say(f"no release of {slug}: {error}", logging.ERROR)
        if seconds is None:
            return
        time.sleep(seconds)


def _place(slug: str, output: str | None, seconds: int | None, keep: int | None) -> Place:
    if output is None:
        return SeriesPlace(str(folder_of(settings(), slug)), keep)
    place = place_of(output)
    if keep is not None and (seconds is None or "://" in output):
        raise click.UsageError("--keep is for the data page, or for a folder with --every")
    return place if seconds is None else SeriesPlace(output, keep)


def _release(slug: str, place: Place, *, as_json: bool) -> None:
    with progress_bar() as progress:
        made = run(lambda services: make(services, slug, place, progress))
    _report(made, as_json=as_json)


def _report(made: MadeRelease, *, as_json: bool) -> None:
    manifest = made.manifest
    if as_json:
        show_json(
            {
                "place": made.place,
                "name": manifest.name,
                "new": made.is_new,
                "position": manifest.header.position,
                "counted": manifest.counted,
                "bytes": manifest.bytes,
                "sha256": manifest.fingerprint,
            }
        )
        return
    votes = f"{manifest.header.position} votes, {manifest.counted} of them counted"
    news = "" if made.is_new else "nothing new; "
    click.echo(f"{news}{made.place}: {votes}, {manifest.bytes / 1e6:.1f} MB\nsha256 {manifest.fingerprint}")
