"""The first answers about an arena, in words: what is asked, which model, and how sure that is."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple
from urllib.parse import urlencode

from service.arena.queries.answers import Answer
from service.domain.axes import OVERALL, Axis
from service.web.filters import counted, language, theme


class AnswerView(NamedTuple):
    """A question as a heading, the model, how sure the answer is, and the query string of its leaderboard."""

    question: str
    model: str
    name: str
    sure: str
    decided: bool
    query: str


def answer_views(answers: Iterable[Answer], here: Axis = OVERALL) -> list[AnswerView]:
    """Return answers as the page of an axis shows them."""
    return [_view(answer, here) for answer in answers]


def _view(answer: Answer, here: Axis) -> AnswerView:
    parts = {"theme": answer.axis.theme, "language": answer.axis.language}
    if answer.price is not None:
        parts["price_max"] = f"{answer.price:g}"
    return AnswerView(
        _question(answer, here),
        answer.model,
        answer.name,
        _sure(answer),
        answer.decided,
        f"?{urlencode({name: value for name, value in parts.items() if value})}",
    )


def _question(answer: Answer, here: Axis) -> str:
    best = "Best" if answer.decided else "Likely best"
    if answer.price is not None:
        return f"{best} for {_cents(answer.price)} or less"
    if answer.axis == here:
        return f"{best} overall" if here == OVERALL else f"{best} here"
    named = [f"at {theme(answer.axis.theme)}"] if answer.axis.theme else []
    named += [f"in {language(answer.axis.language)}"] if answer.axis.language else []
    return f"{best} {' '.join(named)}"


def _cents(price: float) -> str:
    return f"{100 * price:g}\N{CENT SIGN}"


def _sure(answer: Answer) -> str:
    if answer.decided:
        return f"Decided against {counted(answer.of - 1, 'other model')}"
    return f"{answer.contenders} of {counted(answer.of, 'model')} may be best"
