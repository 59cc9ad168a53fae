"""Evidence in words: a sentence for each finding that says what is odd, and what would be usual."""

from __future__ import annotations

from collections.abc import Callable, Mapping

Numbers = Mapping[str, float | int | str]


def _exposure(n: Numbers, model: str) -> str:
    return (
        f"{model} is in {n['with_model']} of {n['votes']} votes, {n['times_as_dealt']} times as often as it "
        "was dealt."
    )


def _targeting(n: Numbers, model: str) -> str:
    return (
        f"{model} won {n['won']} of {n['decided']} decided votes; {n['expected']} would be usual for its "
        "opponents."
    )


def _side(n: Numbers, _: str) -> str:
    return f"{n['left']} of {n['decided']} decided votes are for the left image; about half would be usual."


def _constant(n: Numbers, _: str) -> str:
    return f"{n['run']} votes in a row, of {n['votes']}, have the same answer: {n['answer']}."


def _repeats(n: Numbers, _: str) -> str:
    return f"Shown the same two images again, the answer differed {n['differed']} of {n['repeats']} times."


def _times(n: Numbers, _: str) -> str:
    return (
        f"Of {n['votes']} answers, {n['fast']} came within 0.7 seconds and {n['regular']} took as long as "
        f"the one before; the median is {n['median_ms']} ms."
    )


def _cohort(n: Numbers, model: str) -> str:
    return (
        f"The first votes of {n['new_voters']} new voters speak {n['direction']} {model} by {n['z']} "
        f"standard errors more than the {n['others']} votes of others that day; {n['bound']} is the bound."
    )


def _gold(n: Numbers, _: str) -> str:
    return (
        f"Of {n['gold']} answers to gold pairs, {n['wrong']} did not choose the good image; at most one in "
        "ten would be usual."
    )


_SENTENCES: Mapping[str, Callable[[Numbers, str], str]] = {
    "exposure": _exposure,
    "targeting": _targeting,
    "side": _side,
    "constant": _constant,
    "repeats": _repeats,
    "times": _times,
    "cohort": _cohort,
    "gold": _gold,
}


def sentence_of(kind: str, numbers: Numbers, model: str) -> str:
    """Return what was found, in a sentence; ``model`` is the name of the model that it is about, if any."""
    return _SENTENCES[kind](numbers, model)
