"""What imports print about the rows they refused."""

from __future__ import annotations

from collections.abc import Sequence

import click

from service.arena.imports.images import ImageReport
from service.arena.imports.prompts import PromptReport
from service.arena.imports.readers.frames import Refused
from service.arena.imports.transactions import ImportReport
from service.cli.support import show_json

_SHOWN = 20


def end(report: ImportReport) -> None:
    """End the command with exit code 1 if the import took nothing, so that scripts can see it."""
    if report.took_nothing:
        click.echo("nothing was imported", err=True)
        click.get_current_context().exit(1)


def show_added(what: str, report: PromptReport | ImageReport, *, as_json: bool) -> None:
    """Print how much was added, and which rows were refused; end with 1 if it was nothing at all."""
    if as_json:
        counts = {"accepted": report.accepted, "duplicates": report.duplicates}
        show_json({**counts, "rejected": refused_json(report.rejected)})
    else:
        click.echo(f"{report.accepted} {what} added, {report.duplicates} were already there")
        show_refused(report.rejected)
    end(report)


def refused_json(refused: Sequence[Refused]) -> list[dict[str, object]]:
    """Return refused rows as JSON."""
    return [one._asdict() for one in refused]


def show_refused(refused: Sequence[Refused]) -> None:
    """Print the first refused rows on standard error."""
    for line, detail in refused[:_SHOWN]:
        click.echo(f"line {line}: {detail}", err=True)
    if len(refused) > _SHOWN:
        click.echo(f"… and {len(refused) - _SHOWN} more; --json lists them all", err=True)
