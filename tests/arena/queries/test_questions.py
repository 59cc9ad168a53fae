"""What a question asks for when it says nothing, and the error about one of its fields."""

from __future__ import annotations

from service.arena.queries.questions import Question, refused


def test_a_question_that_says_nothing_is_about_every_arena_overall() -> None:
    question = Question()
    assert (question.arenas, question.axes, question.weights) == (("*",), ("overall",), {})
    assert (question.metrics, question.order, question.limit, question.at) == ((), (), None, None)


def test_an_error_names_its_field() -> None:
    error = refused("axes.1", "is no axis")
    assert error.detail == "axes.1 is no axis"
    assert [(one.field, one.detail) for one in error.errors] == [("axes.1", "is no axis")]
