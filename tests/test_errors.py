"""Errors: what a client may rely on."""

from __future__ import annotations

import pickle

from service import errors
from service.arena.imports.missing_columns import MissingColumns
from service.errors import ArenaError, FieldError, Invalid, NotFetched, RangeNotSatisfiable, TooMany


def classes() -> list[type[ArenaError]]:
    found = [ArenaError]
    for parent in found:
        found += parent.__subclasses__()
    return [cls for cls in found if cls.__module__ == errors.__name__]


def test_codes_and_statuses_are_what_clients_know() -> None:
    """A code that changes breaks anyone who looks for it."""
    assert {cls.__name__: (cls.status, cls.code, cls.retry_after) for cls in classes()} == {
        "ArenaError": (500, "internal-error", None),
        "Malformed": (400, "malformed-request", None),
        "Unauthorized": (401, "unauthorized", None),
        "Forbidden": (403, "forbidden", None),
        "ChallengeNeeded": (403, "challenge-needed", None),
        "NotFound": (404, "not-found", None),
        "NoMatchup": (404, "no-matchup-available", None),
        "MethodNotAllowed": (405, "method-not-allowed", None),
        "TooSlow": (408, "request-timeout", None),
        "Conflict": (409, "conflict", None),
        "AlreadyVoted": (409, "already-voted", None),
        "Gone": (410, "gone", None),
        "Outdated": (412, "precondition-failed", None),
        "TooLarge": (413, "body-too-large", None),
        "UnsupportedType": (415, "unsupported-media-type", None),
        "UnsupportedCoding": (415, "unsupported-coding", None),
        "RangeNotSatisfiable": (416, "range-not-satisfiable", None),
        "Invalid": (422, "invalid", None),
        "NotFetched": (422, "not-fetched", None),
        "IdempotencyMismatch": (422, "idempotency-key-reused", None),
        "TooMany": (429, "too-many-requests", None),
        "HeadTooLarge": (431, "head-too-large", None),
        "GenerationFailed": (502, "generation-failed", None),
        "GenerationTimeout": (504, "generation-timeout", None),
        "Unavailable": (503, "unavailable", 1),
        "Damaged": (503, "damaged", None),
        "StorageFull": (507, "storage-full", 60),
    }


def test_no_two_errors_share_a_code_or_a_title() -> None:
    assert len({cls.code for cls in classes()}) == len(classes())
    assert len({cls.title for cls in classes()}) == len(classes())


def test_an_error_says_what_was_wrong_and_where() -> None:
    error = Invalid("two fields are wrong", [FieldError("a", "is missing"), FieldError("b.0", "is long")])
    assert str(error) == error.detail == "two fields are wrong"
    assert [found.field for found in error.errors] == ["a", "b.0"]
    assert Invalid("all of it").errors == ()


def test_an_error_reaches_another_process_as_it_is() -> None:
    """One that did not would end the processes that read files."""
    for error in (
        Invalid("two", [FieldError("a", "is missing")]),
        MissingColumns(["'text'"], ["a", "b"], ["text"]),
        NotFetched("gone", transient=True),
        RangeNotSatisfiable(10),
        TooMany("slow down", 3),
    ):
        there = pickle.loads(pickle.dumps(error))  # noqa: S301 - its own bytes
        assert (type(there), str(there), there.__dict__) == (type(error), str(error), error.__dict__)
