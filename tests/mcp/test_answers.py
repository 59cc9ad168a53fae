"""The answers' fields, as assistants read them."""

from __future__ import annotations

from service.mcp import answers


def test_every_answer_has_a_summary_and_says_where_its_numbers_are_from() -> None:
    for answer in (
        answers.Leaderboard,
        answers.Recommendation,
        answers.Comparison,
        answers.Explanation,
        answers.Prices,
        answers.History,
        answers.Decision,
    ):
        fields = answer.model_fields
        assert next(iter(fields)) == "summary"
        assert {"evidence", "source"} & fields.keys()
    assert {"revision", "position", "source"} <= answers.Evidence.model_fields.keys()
    assert {"link", "sha256", "fixed"} == answers.Source.model_fields.keys()
