"""Answers in words: what is likely is not called the best, and what is decided is."""

from __future__ import annotations

from service.arena.queries.answers import Answer
from service.domain.axes import OVERALL, Axis
from service.web.pages.boards.answers import answer_views

PEOPLE = Axis("people", "ja")


def test_in_words() -> None:
    answers = [
        Answer(OVERALL, None, "a", "A", 1, 4),
        Answer(OVERALL, 0.03, "b", "B", 2, 3),
        Answer(PEOPLE, None, "c", "C", 1, 2),
    ]
    best, cheap, there = answer_views(answers)
    assert (best.question, best.sure, best.query) == ("Best overall", "Decided against 3 other models", "?")
    assert cheap.question == "Likely best for 3\N{CENT SIGN} or less"
    assert (cheap.sure, cheap.query) == ("2 of 3 models may be best", "?price_max=0.03")
    assert (there.question, there.sure) == ("Best at people in Japanese", "Decided against 1 other model")
    assert there.query == "?theme=people&language=ja"
    assert answer_views([answers[2]], PEOPLE)[0].question == "Best here"
