"""What an administrator chose for an import of votes: the fields of the form, and what they mean.

They travel in the address of the preview, so that it can be loaded again, and from there to the import.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import get_args
from urllib.parse import parse_qsl, urlencode

from service.arena.imports.previews.previews import Choices, OpenedFile
from service.arena.imports.readers.formats import READERS
from service.arena.imports.votes.columns import (
    FIELDS,
    ONE_HOT,
    RANKING,
    RANKS,
    Columns,
    Policies,
    UnknownLanguage,
    pair,
)
from service.arena.imports.votes.filters import Filter
from service.arena.imports.votes.planning import Mode
from service.domain.votes import OUTCOMES
from service.errors import Invalid

UNKNOWN_LANGUAGE: tuple[UnknownLanguage, ...] = get_args(UnknownLanguage)
FLAGS = {
    "strict": "Refuse rows with unknown models, prompts, themes, or languages",
    "no_id": "No column identifies votes",
    "all_new": "Add rows without id and time even if an earlier import had the same",
    "cut_prompts": "Cut prompts that are too long",
    "excel_dates": "Numbers in the time column are Excel's dates",
}
MORE = (*ONE_HOT, *RANKS, *RANKING)
"""Fields that stand for others in some files."""

_MOST_WORDS = 40
_LONGEST = 20_000

Values = Mapping[str, str]


def sent_values(query: str) -> dict[str, str]:
    """Return the values of a form that were sent as a query, without empty ones."""
    if len(query) > _LONGEST:
        raise Invalid("the choices are too long")
    return {name: value.strip() for name, value in parse_qsl(query) if value.strip()}


def query_of(values: Values) -> str:
    """Return the values of a form as a query."""
    return urlencode(values)


def choices_of(values: Values) -> Choices:
    """Return what the values mean. Raise Invalid for those that mean nothing."""
    if "arena" not in values:
        raise Invalid("name an arena: one that exists, or a new one")
    if values.get("format", "csv") not in READERS:
        raise Invalid("there is no such format")
    columns = Columns(
        mapped={field: (column,) for field, column in _named(values, "map.", (*FIELDS, *MORE))},
        constants=dict(_named(values, "set.", FIELDS)),
        words={"outcome": dict(words_of(values))},
        aliases=dict(_pairs(values, "aliases", "a name = its name here")),
        filters=tuple(Filter(*one) for one in _pairs(values, "filters", "a column = a value")),
        policies=Policies(
            no_id="no_id" in values,
            unknown_language=_unknown_language(values),
            cut_prompts="cut_prompts" in values,
            excel_dates="excel_dates" in values,
        ),
        required=frozenset(field for field, _ in _named(values, "map.", (*FIELDS, *MORE))),
    )
    mode = Mode("strict" in values, "all_new" in values)
    return Choices(values["arena"], columns, values.get("task"), values.get("format"), mode)


def suggested(values: Values, opened: OpenedFile) -> str:
    """Return the query with what the file suggests where nothing was chosen yet, "" if that is nothing."""
    likely = opened.guesses
    more = {f"map.{field}": column for field, column in likely.columns.items()}
    more |= {f"set.{field}": value for field, value in likely.constants.items()}
    more |= {"excel_dates": "1"} if likely.excel_dates else {}
    for number, (word, means) in enumerate(opened.words.items()):
        more |= {f"word.{number}": word, f"means.{number}": means} if means else {}
    return query_of({**more, **values}) if more else ""


def words_of(values: Values) -> Iterator[tuple[str, str]]:
    """Yield the words of the file that mean an outcome, and which."""
    for number in range(_MOST_WORDS):
        word, means = values.get(f"word.{number}"), values.get(f"means.{number}")
        if word and means in OUTCOMES:
            yield word, means


def _unknown_language(values: Values) -> UnknownLanguage:
    return next((one for one in UNKNOWN_LANGUAGE if one == values.get("unknown_language")), "keep")


def _named(values: Values, prefix: str, fields: Sequence[str]) -> Iterator[tuple[str, str]]:
    return ((field, values[f"{prefix}{field}"]) for field in fields if f"{prefix}{field}" in values)


def _pairs(values: Values, name: str, form: str) -> Iterator[tuple[str, str]]:
    lines = values.get(name, "").splitlines()
    return (pair(line.strip(), form) for line in lines if line.strip())
