"""Refused rows by their reason, and the options that mend it."""

import pytest

from service.arena.imports.previews.refusals import MOST_LINES, grouped, word_option
from service.arena.imports.readers.frames import Refused


def test_rows_that_differ_only_in_a_value_are_one_group() -> None:
    outcome = "outcome {!r} is not one of left, right, tie, both_bad"
    refused = [Refused(line, outcome.format("links" if line % 3 else "it's")) for line in range(2, 32)]
    refused.append(Refused(99, "the row has 3 fields and the header 4"))
    refused.append(Refused(100, "the row has 5 fields and the header 4"))
    words, lengths = grouped(refused)
    assert (words.count, words.lines, words.field) == (30, tuple(range(2, 2 + MOST_LINES)), "outcome")
    assert words.values == (("links", 20), ("it's", 10))
    assert words.hints == (
        "--value outcome:links=left",
        """--value 'outcome:it'"'"'s'=left|right|tie|both_bad""",
    )
    assert (lengths.count, lengths.lines, lengths.values, lengths.hints) == (2, (99, 100), (), ())


@pytest.mark.parametrize(
    ("detail", "hints"),
    [
        (
            "outcome 'égalité (neither of the two models)' is not one of left",
            ("--value 'outcome:égalité'=tie",),
        ),
        ("prompt has 10001 characters; at most 10000 are allowed", ("--cut-prompts",)),
        ("voted_at '45405' could be a day that Excel counted; write ISO 8601", ("--excel-dates",)),
        ("language 'xx' is unknown", ("--unknown-language keep",)),
        ("external_id 'a' belongs to the vote in line 2, which has another outcome", ("--no-id",)),
        ("there is no model 'New 1'", ("--alias 'New 1=…'",)),
        ("model_left is missing", ()),
    ],
)
def test_the_option_that_would_mend_it(detail: str, hints: tuple[str, ...]) -> None:
    (group,) = grouped([Refused(2, detail)])
    assert group.hints == hints


def test_an_option_for_a_word() -> None:
    assert word_option("a b", "tie") == "--value 'outcome:a b'=tie"
