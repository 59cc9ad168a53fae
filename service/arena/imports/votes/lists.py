"""Lists in a cell: themes as JSON, as Python or numpy prints them, or separated."""

from __future__ import annotations

import ast
import csv
import json
import re

from service.errors import Invalid

_OPEN = {"[": "]", "(": ")", "{": "}"}
# As Python prints texts; numpy prints them without commas, which Python would read as one text.
_PRINTED = re.compile(r"""\s*(?:,\s*)?('(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*")\s*(?:,\s*$)?""", re.DOTALL)


def items_of(cell: str) -> tuple[str, ...]:
    """Return the texts in a cell without spaces around them; empty ones are left out.

    Lists of JSON, Python and numpy are taken as they are. Other text is split at its semicolons; without any,
    at its vertical bars; without those, at its commas. ``a, b`` is two texts: in quotation marks, or with a
    semicolon behind it, it is one.

    Raise Invalid for a list of something else than texts and numbers.
    """
    text = cell.strip()
    if text[:1] in _OPEN and text.endswith(_OPEN[text[0]]):
        return _kept(_from_json(text) or _from_repr(text) or _split(text[1:-1]))
    return _kept(_split(text))


def _from_json(text: str) -> list[str] | None:
    try:
        values = json.loads(text)
    except ValueError:
        return None
    if not isinstance(values, list):
        raise Invalid(f"{text[:200]!r} is not a list of texts")
    if any(isinstance(value, dict | list) for value in values):
        raise Invalid(f"{text[:200]!r} is a list of something else than texts")
    return [value if isinstance(value, str) else json.dumps(value) for value in values if value is not None]


def _from_repr(text: str) -> list[str] | None:
    inside, at, items = text[1:-1], 0, list[str]()
    while at < len(inside):
        item = _PRINTED.match(inside, at)
        if item is None:
            return None
        items.append(str(ast.literal_eval(item[1])))
        at = item.end()
    return items


def _split(text: str) -> list[str]:
    separator = next((one for one in ";|," if one in text), None)
    if separator is None and '"' not in text:
        return [text]
    rows = csv.reader([" ".join(text.splitlines())], delimiter=separator or ",", skipinitialspace=True)
    return next(rows, [])


def _kept(items: list[str]) -> tuple[str, ...]:
    return tuple(item.strip() for item in items if item.strip())
