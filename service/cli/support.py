"""What commands share: services, output for people and programs, progress."""

from __future__ import annotations

import json
import os
import sys
import time
from collections.abc import Awaitable, Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Protocol, TypeVar

import click
import uvloop

from service.arena.progress import Progress
from service.arena.services import Services, open_services
from service.db import migrate
from service.db.read_only import is_absent
from service.db.schema_versions import check, current
from service.logs.lines import say
from service.settings import Settings, SettingsError, load

T = TypeVar("T")

LINE_SECONDS = 5.0
"""At least this much time passes between two lines of progress in a log."""

json_option = click.option("--json", "as_json", is_flag=True, help="Print JSON, for programs.")
arena_option = click.option("--arena", "slug", required=True, metavar="A", help="The arena's slug.")


def settings() -> Settings:
    """Return the settings from the environment; raise an error of the command line for invalid ones."""
    try:
        return load(os.environ)
    except SettingsError as error:
        raise click.ClickException(str(error)) from None


def run(work: Callable[[Services], Awaitable[T]], *, ready: bool = True) -> T:
    """Call a function with the services that the environment configures, and return its result.

    A new database gets its schema first. Raise Unavailable for another schema version, unless not ``ready``.
    """
    configured = settings()
    if ready:
        migrate.prepare(configured.database_url)
    return _with_services(configured, work, read_only=False)


def read_only(work: Callable[[Services], Awaitable[T]]) -> T:
    """Call a function with services that change nothing, and return its result. Raise as `run` does."""
    return _with_services(settings(), work, read_only=True)


def _with_services(configured: Settings, work: Callable[[Services], Awaitable[T]], *, read_only: bool) -> T:
    async def inside() -> T:
        async with open_services(configured, read_only=read_only) as services:
            return await work(services)

    return uvloop.run(inside())


def preview(work: Callable[[Services], Awaitable[T]]) -> T:
    """Call a function with services that change nothing, and return its result. Raise as `run` does.

    Where there is no database yet, it gets an empty one, which is deleted afterwards.
    """

    async def checked(services: Services) -> T:
        check(await services.database.read(current))
        return await work(services)

    configured = settings()
    if not is_absent(configured.database_url):
        return read_only(checked)
    with TemporaryDirectory() as folder:
        url = f"sqlite:///{folder}/arena.db"
        migrate.prepare(url)
        places = {"database_url": url, "data_dir": Path(folder), "blobs_url": f"{folder}/blobs"}
        return _with_services(configured.model_copy(update=places), work, read_only=True)


def show_json(value: object) -> None:
    """Print a value as JSON."""
    click.echo(json.dumps(value, ensure_ascii=False))


def table(header: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """Return rows as aligned columns; columns of numbers are aligned to the right."""
    lines = [tuple(header), *map(tuple, rows)]
    widths = [max(len(line[i]) for line in lines) for i in range(len(header))]
    right = [all(_is_number(row[i]) for row in rows) for i in range(len(header))]
    return "\n".join(
        "  ".join(
            cell.rjust(width) if to_right else cell.ljust(width)
            for cell, width, to_right in zip(line, widths, right, strict=True)
        ).rstrip()
        for line in lines
    )


def _is_number(cell: str) -> bool:
    return cell.strip("-–+.%").replace(".", "").replace("–", "").isdigit() or cell in {"", "–"}


class _Bar(Protocol):
    """What of click's progress bar is used: its class has no public name."""

    pos: int

    def update(self, n_steps: int) -> None:
        """Advance the bar."""

    def render_finish(self) -> None:
        """Leave the bar's line."""


@contextmanager
def progress_bar() -> Iterator[Progress]:
    """Yield a way for work to report how far it is: a bar on a terminal, nothing elsewhere."""
    bars: dict[str, _Bar] = {}

    def tell(what: str, done: int, total: int) -> None:
        if not sys.stderr.isatty():
            return
        if what not in bars:
            for bar in bars.values():
                bar.render_finish()
            bars[what] = click.progressbar(length=total, label=what, file=sys.stderr)
        bar = bars[what]
        bar.update(done - bar.pos)

    yield tell
    for bar in list(bars.values())[-1:]:
        bar.render_finish()


@contextmanager
def progress_lines() -> Iterator[Progress]:
    """Yield a way for work to report how far it is in a log: a line every few seconds, and one at its end."""
    last = time.monotonic() - LINE_SECONDS

    def tell(what: str, done: int, total: int) -> None:
        nonlocal last
        now = time.monotonic()
        if done == total or now - last >= LINE_SECONDS:
            last = now
            say(f"{what}: {done} of {total}")

    yield tell
