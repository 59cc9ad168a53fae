"""Decisions in parameters, and the usual values."""

from __future__ import annotations

import pytest

from service.api.schemas.decisions import DecisionOut, DecisionQuery
from service.domain.axes import OVERALL
from service.errors import Invalid
from tests.arena.queries.test_decisions import BAD, BEST, GOOD, decision


def test_the_usual_question_is_about_models_in_use_overall() -> None:
    question = DecisionQuery.model_validate({"arena": "t2i"}).question()
    assert (question.margin, question.confidence, question.axes) == (20.0, 0.95, (OVERALL.label,))
    assert (question.reference, question.models.retired, question.basis) == (None, False, None)
    both = DecisionQuery.model_validate({"arena": "t2i", "axes": "overall", "weights": "overall:1"})
    with pytest.raises(Invalid, match="axes and weights exclude each other"):
        both.question()


def test_the_shape_of_a_decision() -> None:
    out = DecisionOut.of(decision(BEST, GOOD, BAD))
    assert out.choice is not None
    assert (out.choice.model, out.reference.model) == ("good", "best")
    assert [one.verdict for one in out.candidates] == ["worse", "not_worse", "reference"]
    assert out.fingerprint is None
