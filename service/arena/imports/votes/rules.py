"""The rules for one row of a file of votes: each turns text into a value or raises Invalid."""

from __future__ import annotations

from collections.abc import Mapping

from service.arena import moments
from service.arena.catalog import languages
from service.arena.catalog.prompt_categories import category_of
from service.arena.imports.votes.columns import Policies
from service.arena.imports.votes.lists import items_of
from service.arena.imports.votes.outcomes import outcome_of
from service.arena.recording.vote_batches import FUTURE_MICROSECONDS
from service.domain.axes import PromptCategory
from service.domain.names import key, natural_slug
from service.errors import Invalid

# The maximum number of characters of each text, as over HTTP.
LONGEST = {"prompt": 10_000, "voter": 200, "external_id": 200}

Row = Mapping[str, str | None]

_UNKNOWN = {"", "unknown", "und"}
_SHOWN = 200


def model_of(name: str) -> str:
    """Return what all spellings of a model's name share."""
    if not natural_slug(name):
        raise Invalid(f"{_short(name)} cannot be a model: it has neither letters nor digits")
    if "\0" in name:
        raise Invalid("the model's name contains the character NUL, which the database cannot store")
    return key(name)


def subject_of(themes: str, language: str) -> PromptCategory:
    """Return the category of a list of themes and a language by its tag or name.

    An empty text means none.
    """
    return category_of(items_of(themes), tag_of(language))


def tag_of(language: str) -> str | None:
    """Return the tag of a language, None where the text says that it is unknown.

    Tags come before names: there is a language called En, but ``en`` is English. Raise Invalid for a text
    that is neither.
    """
    label = language.strip()
    if label.lower() in _UNKNOWN:
        return None
    try:
        return languages.canonical(label)
    except Invalid:
        known = languages.from_name(label)
        if known is None:
            raise
        return known


def moment_of(text: str, now: int, *, excel: bool = False) -> int:
    """Return a time (see `moments`) in microseconds; ``excel`` is for files with Excel's dates.

    Raise Invalid, with what the text may have meant, if it is none, and for a time in the future.
    """
    moment = moments.from_text(text, excel=excel)
    if moment is None:
        raise Invalid(_unclear(text))
    if moment > now + FUTURE_MICROSECONDS:
        raise Invalid(f"voted_at {_short(text)} is in the future")
    return moment


def check_text(field: str, text: str, remedy: str = "") -> None:
    """Raise Invalid for a text that is too long for its field in LONGEST, or that PostgreSQL cannot store.

    ``remedy`` is what can be done about too long a text.
    """
    if "\0" in text:
        raise Invalid(f"{field} contains the character NUL, which the database cannot store")
    if len(text) > LONGEST[field]:
        raise Invalid(f"{field} has {len(text)} characters; at most {LONGEST[field]} are allowed{remedy}")


def explain(row: Row, now: int, policies: Policies) -> str:
    """Return the first rule that a refused row breaks, in words."""
    try:
        _check(row, now, policies)
    except Invalid as error:
        return error.detail
    raise AssertionError(f"the row {dict(row)} breaks no rule")


def _check(row: Row, now: int, policies: Policies) -> None:
    left, right = (model_of(_required(row, side)) for side in ("model_left", "model_right"))
    if left == right:
        raise Invalid("model_left and model_right are the same model; a vote compares two")
    outcome_of(_required(row, "outcome"))
    subject_of(row["themes"] or "", "")
    if policies.unknown_language == "refuse":
        tag_of(row["language"] or "")
    if row["voted_at"] is not None:
        moment_of(row["voted_at"], now, excel=policies.excel_dates)
    for field in LONGEST:
        check_text(field, row[field] or "", " (--cut-prompts cuts them)" if field == "prompt" else "")


def _required(row: Row, field: str) -> str:
    text = row[field]
    if text is None:
        raise Invalid(f"{field} is missing")
    return text


def _unclear(text: str) -> str:
    readings = moments.readings(text)
    if not readings:
        return f"voted_at {_short(text)} is not a time: write ISO 8601, or seconds since 1970"
    excel = " (--excel-dates reads Excel's)" if any("Excel" in reading for reading in readings) else ""
    return f"voted_at {_short(text)} could be {', or '.join(readings)}; write ISO 8601{excel}"


def _short(text: str) -> str:
    return repr(text if len(text) <= _SHOWN else text[:_SHOWN] + "…")
