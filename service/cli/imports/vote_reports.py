"""What an import of votes, or its preview, understood and did: for people and for programs."""

from __future__ import annotations

import shlex
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict

import click

from service.arena.imports.previews.previews import OpenedFile
from service.arena.imports.previews.refusals import RefusedGroup, grouped, word_option
from service.arena.imports.previews.surveys import Survey, Times
from service.arena.imports.votes.planning import Report
from service.cli.imports.output import refused_json
from service.cli.support import table
from service.domain.texts import words

_NAMES = 12
_WIDTH = 28


def report_json(report: Report) -> dict[str, object]:
    """Return a report as JSON."""
    seen, found = report.survey, report.recognition
    return {
        "accepted": report.accepted,
        "duplicates": report.duplicates,
        "rejected": refused_json(report.rejected),
        "positions": report.positions,
        "filtered": report.filtered,
        "voided": report.voided,
        **asdict(found),
        "not_an_id": found.not_an_id and found.not_an_id._asdict(),
        "reading": asdict(seen.reading),
        "unknown_languages": seen.unknown_languages,
        "cut_prompts": seen.cut_prompts,
        "rows": [asdict(row) for row in seen.rows],
        "outcomes": seen.outcomes,
        "times": asdict(seen.times),
        "new": asdict(seen.new),
        "look_alikes": report.look_alikes,
        "refused": [asdict(group) for group in grouped(report.rejected)],
    }


def preview_json(opened: OpenedFile, report: Report | None) -> dict[str, object]:
    """Return a preview as JSON: its report or what is wrong with the file, its columns and first rows."""
    return {
        "dry_run": True,
        "problem": opened.problem or None,
        "guesses": asdict(opened.guesses),
        "words": opened.words,
        "file_columns": opened.columns,
        "sample": opened.sample,
        **(report_json(report) if report else {"reading": {"format": opened.format, "notes": opened.notes}}),
    }


def show_report(report: Report) -> None:
    """Print what an import did; on standard error, what it understood."""
    span = f" at {report.positions[0]} to {report.positions[1]}" if report.positions else ""
    click.echo(f"{words.count(report.accepted, 'vote')} added{span}, {_known(report)} were already there")
    click.echo(f"{report.filtered} rows filtered out, {report.voided} void, {len(report.rejected)} refused")
    _say([*_how_read(report.survey), *_contents(report), *report.recognition.notes], err=True)


def show_preview(opened: OpenedFile, report: Report) -> None:
    """Print what an import would do."""
    seen = report.survey
    _say(_how_read(seen))
    click.echo()
    click.echo(_as_understood(seen))
    if seen.reading.unused:
        click.echo(f"not read: {_some(seen.reading.unused)}")
    click.echo()
    _say([*_contents(report), *report.recognition.notes, *_refused(report), *_guesses(opened)])
    where = f"the {'new ' * seen.new.arena}arena {report.arena}"
    votes = words.count(report.accepted, "vote")
    click.echo(f"{votes} would be added to {where}, {_known(report)} already there")
    click.echo(f"{report.filtered} rows filtered out, {report.voided} void, {len(report.rejected)} refused")


def show_unreadable(opened: OpenedFile) -> None:
    """Print the columns and first rows of a file that cannot be read as chosen, and what may help."""
    _say([f"read as {opened.format}", *opened.notes])
    click.echo()
    header = ("column", *(f"row {number}" for number in range(1, len(opened.sample) + 1)))
    rows = [(name, *(_cell(row.get(name)) for row in opened.sample)) for name in opened.columns]
    click.echo(table(header, rows))
    click.echo()
    _say(_guesses(opened))


def _known(report: Report) -> int:
    """Return how many votes the arena had before the import."""
    return report.duplicates - report.recognition.repeated


def _how_read(seen: Survey) -> Iterator[str]:
    yield f"read as {seen.reading.format}{f': {seen.reading.preset}' if seen.reading.preset else ''}"
    yield from seen.reading.notes


def _as_understood(seen: Survey) -> str:
    """Return a table of the fields: where each was read from, and its value in the first rows."""
    rows = [asdict(row) for row in seen.rows]
    fields = [name for name in rows[0] if name != "line"] if rows else list(seen.reading.columns)
    lines = [
        (name, seen.reading.columns.get(name, "–"), *(_cell(_text(name, row[name])) for row in rows))
        for name in fields
        if name in seen.reading.columns or any(row[name] for row in rows)
    ]
    return table(("field", "read from", *(f"line {row['line']}" for row in rows)), lines)


def _contents(report: Report) -> Iterator[str]:
    seen = report.survey
    yield "outcomes: " + ", ".join(f"{count} {outcome}" for outcome, count in seen.outcomes.items())
    yield from _times(seen.times, "the log" if seen.reading.in_log_order else "their times")
    new = {"model": seen.new.models, "theme": seen.new.themes, "language": seen.new.languages}
    for what, names in new.items():
        if names:
            yield f"{words.count(len(names), f'new {what}')}: {_some(names)}"
    if seen.new.prompts:
        yield words.count(seen.new.prompts, "new prompt")
    if seen.unknown_languages:
        yield _unknown_languages(seen.unknown_languages)
    if seen.cut_prompts:
        yield f"{seen.cut_prompts} votes have a prompt that was cut"
    for one, other in report.look_alikes[:_NAMES]:
        hint = _option(f"{one}={other}")
        yield f"{one!r} and {other!r} look alike, but are two names; if they mean one: --alias {hint}"


def _unknown_languages(labels: Mapping[str, int]) -> str:
    often = sorted(labels.items(), key=lambda one: (-one[1], one[0]))
    shown = _some([f"{label!r} ({count})" for label, count in often])
    votes = sum(labels.values())
    return f"{votes} votes in an unknown language: {shown}; --unknown-language decides about them"


def _times(times: Times, order: str) -> Iterator[str]:
    if times.first and times.last:
        span = f"{_time(times.first)} to {_time(times.last)}"
        yield f"times: {span} (UTC); votes count in the order of {order}"


def _time(text: str) -> str:
    return text[:19].replace("T", " ")


def _refused(report: Report) -> Iterator[str]:
    for group in grouped(report.rejected):
        yield from _group(group)


def _group(group: RefusedGroup) -> Iterator[str]:
    more = ", …" if group.count > len(group.lines) else ""
    lines = f"line{'s' * (group.count != 1)} {', '.join(map(str, group.lines))}{more}"
    values = ""
    if len(group.values) > 1:
        values = "; such values: " + ", ".join(f"{text!r} ({count})" for text, count in group.values)
    yield f"{group.count} refused: {group.reason} ({lines}{values})"
    for hint in group.hints:
        yield f"    {hint}"


def _guesses(opened: OpenedFile) -> Iterator[str]:
    likely = opened.guesses
    options = [f"--map {_option(f'{field}={name}')}" for field, name in likely.columns.items()]
    options += [f"--set {_option(f'{field}={value}')}" for field, value in likely.constants.items()]
    options += ["--excel-dates"] if likely.excel_dates else []
    options += [word_option(word, means) for word, means in opened.words.items()]
    if options:
        yield f"these options may help, if they are right: {' '.join(options)}"


def _option(text: str) -> str:
    return shlex.quote(text)


def _text(name: str, value: object) -> str | None:
    if isinstance(value, tuple):
        return "; ".join(value)
    if name == "voted_at" and isinstance(value, str):
        return _time(value)
    return None if value is None else str(value)


def _cell(text: str | None) -> str:
    shown = " ".join((text or "–").split())
    return shown if len(shown) <= _WIDTH else shown[: _WIDTH - 1] + "…"


def _some(names: Sequence[str]) -> str:
    more = f" and {len(names) - _NAMES} more" if len(names) > _NAMES else ""
    return ", ".join(names[:_NAMES]) + more


def _say(lines: Iterator[str] | Sequence[str], *, err: bool = False) -> None:
    for line in lines:
        click.echo(line, err=err)
