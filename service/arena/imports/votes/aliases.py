"""Other names of models, from a command line or from a file of names."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable, Mapping
from pathlib import Path

from service.arena.imports.votes.columns import pair
from service.errors import Invalid

_PAIR = 2
_SHOWN = 10


class Aliases:
    """What the models of a file are called here; remembers which of the aliases it used."""

    def __init__(self, names: Mapping[str, str]) -> None:
        self._names = {_plain(theirs): (theirs, ours) for theirs, ours in names.items()}
        self._used: set[str] = set()

    def of(self, name: str) -> str:
        """Return the name here, which is the file's where it has no alias. Case does not count."""
        plain = _plain(name)
        if plain not in self._names:
            return name
        self._used.add(plain)
        return self._names[plain][1]

    def notes(self) -> list[str]:
        """Return which aliases stand for no model of the file, because they may be misspelled."""
        idle = [theirs for plain, (theirs, _) in self._names.items() if plain not in self._used]
        more = f" and {len(idle) - _SHOWN} more" if len(idle) > _SHOWN else ""
        return (
            [f"no model of the file has the alias {', '.join(map(repr, idle[:_SHOWN]))}{more}"]
            if idle
            else []
        )


def aliases_of(texts: Iterable[str]) -> dict[str, str]:
    """Return names in files and what the models are called here, from ``theirs=ours`` and ``@file``.

    A file is a JSON object, or CSV with two columns and a header. Raise Invalid for anything else, and where
    a name would stand for two models.
    """
    aliases: dict[str, str] = {}
    for text in texts:
        pairs = _of_file(Path(text[1:])) if text.startswith("@") else [pair(text, "--alias theirs=ours")]
        for theirs, ours in pairs:
            if aliases.setdefault(theirs, ours) != ours:
                raise Invalid(f"the alias {theirs!r} stands for both {aliases[theirs]!r} and {ours!r}")
    return aliases


def _of_file(path: Path) -> list[tuple[str, str]]:
    try:
        text = path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise Invalid(f"the aliases in {path} cannot be read: {error}") from None
    return _of_json(path, text) if text.lstrip().startswith("{") else _of_csv(path, text)


def _of_json(path: Path, text: str) -> list[tuple[str, str]]:
    try:
        names = json.loads(text)
    except ValueError as error:
        raise Invalid(f"the aliases in {path} are not JSON: {error}") from None
    for theirs, ours in names.items():
        if not isinstance(ours, str) or not theirs.strip() or not ours.strip():
            raise Invalid(f"the aliases in {path} must be texts, unlike that of {theirs!r}")
    return [(theirs.strip(), ours.strip()) for theirs, ours in names.items()]


def _of_csv(path: Path, text: str) -> list[tuple[str, str]]:
    reader = csv.reader(io.StringIO(text, newline=""))
    pairs: list[tuple[str, str]] = []
    for number, row in enumerate(reader):
        names = [cell.strip() for cell in row]
        if not any(names):
            continue
        if len(names) != _PAIR or not all(names):
            raise Invalid(f"line {reader.line_num} of {path} must have two names: the file's and ours")
        if number:
            pairs.append((names[0], names[1]))
    return pairs


def _plain(name: str) -> str:
    return " ".join(name.split()).casefold()
