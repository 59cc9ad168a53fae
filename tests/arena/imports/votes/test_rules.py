"""The rules for one row of a file of votes, each with what breaks it."""

from datetime import UTC, datetime

import pytest

from service.arena.imports.votes import rules
from service.arena.imports.votes.columns import Policies
from service.domain import clock
from service.domain.axes import PromptCategory
from service.errors import Invalid

NOW = clock.from_datetime(datetime(2026, 11, 22, 10, tzinfo=UTC))
REFUSE = Policies(unknown_language="refuse")
GOOD = {
    "model_left": "a",
    "model_right": "b",
    "outcome": "left",
    "voter": None,
    "prompt": None,
    "themes": None,
    "language": None,
    "voted_at": None,
    "external_id": None,
}


@pytest.mark.parametrize(
    ("themes", "language", "stratum"),
    [
        ("", "", PromptCategory()),
        ("people;Food & Beverage", "English", PromptCategory(("Food & Beverage", "people"), "en")),
        (" people ;; ", "pt-br", PromptCategory(("people",), "pt-BR")),
        ("people", "unknown", PromptCategory(("people",))),
        ("['people', \"Food & Beverage\"]", "français", PromptCategory(("Food & Beverage", "people"), "fr")),
        ("people, food", "Portuguese (Brazil)", PromptCategory(("food", "people"), "pt-BR")),
        ("", "en", PromptCategory((), "en")),
        ("", "EN-gb", PromptCategory((), "en-GB")),
        ("", "Simplified Chinese", PromptCategory((), "zh-Hans")),
    ],
)
def test_subjects(themes: str, language: str, stratum: PromptCategory) -> None:
    assert rules.subject_of(themes, language) == stratum


@pytest.mark.parametrize(
    "text",
    [
        "1707700514.3167",
        " 1707700514.3167",
        "1707700514316.7",
        "1707700514316700",
        "20240212T011514.3167Z",
        "2024-02-12T01:15:14.3167Z",
        "2024-02-12T01:15:14.316700",
        "2024-02-12 01:15:14.316700+00:00",
        "2024-02-12T02:15:14.3167+01:00",
    ],
)
def test_times(text: str) -> None:
    assert rules.moment_of(text, NOW) == 1_707_700_514_316_700


def test_a_day_begins_at_midnight_and_old_votes_are_fine() -> None:
    assert rules.moment_of("2024-02-12", NOW) == 19_765 * clock.DAY
    assert rules.moment_of("20240212", NOW) == 19_765 * clock.DAY
    assert rules.moment_of("0001-01-01", NOW) == clock.from_datetime(datetime(1, 1, 1, tzinfo=UTC))


def test_excels_days_are_read_if_that_was_said() -> None:
    assert rules.moment_of("45334", NOW, excel=True) == 19_765 * clock.DAY
    with pytest.raises(Invalid, match=r"2024-02-12T00:00:00Z as an Excel date, or .*--excel-dates"):
        rules.moment_of("45334", NOW)


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"model_left": None}, "model_left is missing"),
        ({"model_right": "!!"}, "'!!' cannot be a model"),
        ({"model_right": "A"}, "the same model"),
        ({"outcome": None}, "outcome is missing"),
        ({"outcome": "best"}, "outcome 'best' is not one of left, right, tie, both_bad"),
        ({"language": "Klingonish"}, "'Klingonish' is not a BCP 47 language tag"),
        ({"themes": "people;!!"}, "themes must be words"),
        ({"themes": ";".join(f"t{i}" for i in range(17))}, "themes must be at most 16"),
        ({"voted_at": "yesterday"}, "voted_at 'yesterday' is not a time"),
        ({"voted_at": "nan"}, "is not a time"),
        ({"voted_at": "1e400"}, "is not a time"),
        ({"voted_at": "-1e15"}, "is not a time"),
        ({"voted_at": "2026-11-22T10:06:00Z"}, "is in the future"),
        ({"voted_at": "2024"}, "the year 2024; a time needs at least a day"),
        (
            {"voted_at": "04/05/2024"},
            "2024-05-04T00:00:00Z with the day first, or 2024-04-05T00:00:00Z with the",
        ),
        ({"voted_at": "4102444800000"}, "is in the future"),
        ({"prompt": "a\0b"}, "prompt contains the character NUL"),
        ({"prompt": "x" * 10_001}, "prompt has 10001 characters; at most 10000"),
        ({"voter": "x" * 201}, "voter has 201 characters"),
        ({"external_id": "\0"}, "external_id contains the character NUL"),
    ],
)
def test_what_breaks_a_rule_is_explained(change: dict[str, str | None], said: str) -> None:
    assert said in rules.explain({**GOOD, **change}, NOW, REFUSE)


def test_long_text_is_not_repeated_in_full() -> None:
    assert len(rules.explain({**GOOD, "outcome": "x" * 100_000}, NOW, Policies())) < 500


def test_a_good_row_has_nothing_to_explain() -> None:
    with pytest.raises(AssertionError):
        rules.explain(GOOD, NOW, Policies())


def test_clocks_may_run_a_little_ahead() -> None:
    assert rules.moment_of("2026-11-22T10:04:00Z", NOW) == NOW + 240_000_000


def test_a_rule_raises_invalid() -> None:
    with pytest.raises(Invalid):
        rules.model_of("…")


def test_an_unknown_language_breaks_no_rule_unless_that_was_said() -> None:
    row = {**GOOD, "language": "Klingonish", "voted_at": "soon"}
    assert "voted_at 'soon'" in rules.explain(row, NOW, Policies())
    assert "'Klingonish'" in rules.explain(row, NOW, REFUSE)
