"""What an import understood of a file and changed in its votes, for people and for programs."""

from __future__ import annotations

from collections.abc import Iterator

from service.arena.imports.votes.importing import Report

_SHOWN = 10


def reading_json(report: Report) -> dict[str, object]:
    """Return how the file was read, and the votes that lost something."""
    return {
        "reading": {
            "preset": report.reading.preset,
            "columns": dict(report.reading.columns),
            "notes": list(report.reading.notes),
        },
        "unknown_languages": report.unknown_languages,
        "cut_prompts": report.cut_prompts,
    }


def reading_lines(report: Report) -> Iterator[str]:
    """Yield the same in words; nothing where all was plain."""
    if report.reading.preset:
        yield f"read as {report.reading.preset}"
    yield from report.reading.notes
    if report.unknown_languages:
        votes = sum(report.unknown_languages.values())
        often = sorted(report.unknown_languages.items(), key=lambda one: (-one[1], one[0]))
        labels = ", ".join(f"{label!r} ({count})" for label, count in often[:_SHOWN])
        more = f" and {len(often) - _SHOWN} more" if len(often) > _SHOWN else ""
        yield f"{votes} votes in an unknown language: {labels}{more}; --unknown-language decides about them"
    if report.cut_prompts:
        yield f"{report.cut_prompts} votes have a prompt that was cut"
