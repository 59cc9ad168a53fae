"""The rules for one row of a file of votes: each turns text into a value or raises Invalid."""

from __future__ import annotations

import math
from collections.abc import Mapping
from datetime import datetime

from service.arena.catalog import languages
from service.arena.catalog.prompt_categories import category_of
from service.arena.recording.vote_batches import FUTURE_MICROSECONDS
from service.domain import clock
from service.domain.axes import PromptCategory
from service.domain.names import key, natural_slug
from service.domain.votes import OUTCOMES
from service.errors import Invalid

# The maximum number of characters of each text, as over HTTP.
LONGEST = {"prompt": 10_000, "voter": 200, "external_id": 200}
# The year 1, with which Python's calendar begins, in microseconds.
FIRST = -62_135_596_800_000_000

Row = Mapping[str, str | None]

# Our words, and those of LMArena's files.
_OUTCOMES = {
    **{label: int(outcome) for label, outcome in OUTCOMES.items()},
    "model_a": int(OUTCOMES["left"]),
    "model_b": int(OUTCOMES["right"]),
    "tie (bothbad)": int(OUTCOMES["both_bad"]),
}
_UNKNOWN = {"", "unknown", "und"}
_SHOWN = 200


def model_of(name: str) -> str:
    """Return what all spellings of a model's name share."""
    if not natural_slug(name):
        raise Invalid(f"{_short(name)} cannot be a model: it has neither letters nor digits")
    if "\0" in name:
        raise Invalid("the model's name contains the character NUL, which the database cannot store")
    return key(name)


def outcome_of(text: str) -> int:
    """Return the outcome's number in the log."""
    outcome = _OUTCOMES.get(text.strip().lower())
    if outcome is None:
        raise Invalid(f"outcome {_short(text)} is not one of {', '.join(OUTCOMES)}")
    return outcome


def subject_of(themes: str, language: str) -> PromptCategory:
    """Return the category of themes separated by ``;`` and a language by its tag or English name.

    An empty text means none.
    """
    names = [theme for theme in themes.split(";") if theme.strip()]
    return category_of(tuple(names), _tag(language.strip()))


def moment_of(text: str, now: int) -> int:
    """Return a time in ISO 8601 (UTC where it names no zone) or in seconds since 1970, as microseconds."""
    moment = _moment(text.strip())
    if moment is None:
        raise Invalid(f"voted_at {_short(text)} is not a time: write ISO 8601, or seconds since 1970")
    if moment > now + FUTURE_MICROSECONDS:
        raise Invalid(f"voted_at {_short(text)} is in the future")
    return moment


def check_text(field: str, text: str) -> None:
    """Raise Invalid for a text that is too long for its field in LONGEST, or that PostgreSQL cannot store."""
    if "\0" in text:
        raise Invalid(f"{field} contains the character NUL, which the database cannot store")
    if len(text) > LONGEST[field]:
        raise Invalid(f"{field} has {len(text)} characters; at most {LONGEST[field]} are allowed")


def explain(row: Row, now: int) -> str:
    """Return the first rule that a refused row breaks, in words."""
    try:
        _check(row, now)
    except Invalid as error:
        return error.detail
    raise AssertionError(f"the row {dict(row)} breaks no rule")


def _check(row: Row, now: int) -> None:
    left, right = (model_of(_required(row, side)) for side in ("model_left", "model_right"))
    if left == right:
        raise Invalid("model_left and model_right are the same model; a vote compares two")
    outcome_of(_required(row, "outcome"))
    subject_of(row["themes"] or "", row["language"] or "")
    if row["voted_at"] is not None:
        moment_of(row["voted_at"], now)
    for field in LONGEST:
        check_text(field, row[field] or "")


def _tag(language: str) -> str | None:
    """Return the tag of a language.

    Tags come before names: there is a language called En, but ``en`` is English.
    """
    if language.lower() in _UNKNOWN:
        return None
    try:
        return languages.canonical(language)
    except Invalid:
        known = languages.from_name(language)
        if known is None:
            raise
        return known


def _required(row: Row, field: str) -> str:
    text = row[field]
    if text is None:
        raise Invalid(f"{field} is missing")
    return text


def _moment(text: str) -> int | None:
    try:
        seconds = float(text)
    except ValueError:
        try:
            return clock.from_datetime(datetime.fromisoformat(text))
        except (ValueError, OverflowError):
            return None
    return round(seconds * 1e6) if math.isfinite(seconds) and seconds * 1e6 >= FIRST else None


def _short(text: str) -> str:
    return repr(text if len(text) <= _SHOWN else text[:_SHOWN] + "…")
