"""A model in a sentence: made from what is known where nobody wrote one."""

from __future__ import annotations

from collections.abc import Sequence

from service.arena.models.rankings import Ranking
from service.domain import words
from service.domain.catalog import License, Model


def kind(model: Model, tasks: Sequence[str]) -> str:
    """What the model is, by its capabilities or else by the tasks it is voted on: ``text to image model``."""
    known = model.capabilities or tuple(sorted(set(tasks)))
    return f"{words.listed([words.spoken(name) for name in known])} model" if known else "image model"


def description(model: Model, rankings: Sequence[Ranking]) -> str:
    """Return what its maker or the catalog says of the model; otherwise its facts."""
    return model.description or facts(model, rankings)


def facts(model: Model, rankings: Sequence[Ranking]) -> str:
    """Return what is known of the model and where it stands, in one or two sentences."""
    maker = f" by {model.organization_name}" if model.organization_name else ""
    released = f", released on {words.day(model.released)}" if model.released else ""
    licensed = f", licensed under {model.license.name}" if model.license.name else ""
    what = words.article(kind(model, [ranking.arena.task for ranking in rankings]))
    return f"{model.name} is {what}{maker}{released}{licensed}.{_standing(rankings)}"


def place(ranking: Ranking) -> str:
    """``rank 3 of 14 in Text to image``; what is missing where it has no rank."""
    if ranking.rank is None:
        return f"needs {words.count(ranking.needs, 'more vote')} to be ranked in {ranking.arena.name}"
    return f"rank {ranking.rank} of {ranking.of} in {ranking.arena.name}"


def license_sentence(license_: License) -> str | None:
    """Return what is known of what the model may be used for; None where that is nothing."""
    weights = {"yes": "Its weights are open.", "no": "Its weights are not open."}
    use = {"yes": "Commercial use is allowed.", "no": "Commercial use is not allowed."}
    known = [
        *([f"It is published under {license_.name}."] if license_.name else []),
        *([weights[license_.weights_open]] if license_.weights_open in weights else []),
        *([use[license_.commercial_use]] if license_.commercial_use in use else []),
    ]
    return " ".join(known) or None


def _standing(rankings: Sequence[Ranking]) -> str:
    ranked = [place(ranking) for ranking in rankings if ranking.rank is not None]
    return f" It holds {words.listed(ranked)}." if ranked else ""
