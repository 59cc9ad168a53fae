"""A model in a sentence: made from what is known where nobody wrote one."""

from __future__ import annotations

from collections.abc import Sequence

from service.arena.models.rankings import Ranking
from service.domain.catalog import License, Model
from service.domain.texts import words

_COMMERCIAL_USE = {
    "yes": "Yes, commercial use is allowed.",
    "no": "No, commercial use is not allowed.",
    "unknown": "We don't know; check the license.",
}
_WEIGHTS = {"yes": "Its weights are open.", "no": "Its weights are not open."}


def kind(model: Model, tasks: Sequence[str]) -> str:
    """Return the model's kind, by its capabilities or else its arenas' tasks: ``text-to-image model``."""
    known = model.capabilities or tuple(sorted(set(tasks)))
    return f"{words.listed([name.replace('_', '-') for name in known])} model" if known else "image model"


def description(model: Model, rankings: Sequence[Ranking]) -> str:
    """Return what its maker or the catalog says of the model; otherwise its facts."""
    return model.description or facts(model, rankings)


def facts(model: Model, rankings: Sequence[Ranking]) -> str:
    """Return what is known of the model and where it stands, in one or two sentences."""
    maker = f" by {model.organization_name}" if model.organization_name else ""
    released = f", released on {words.day(model.released)}" if model.released else ""
    licensed = f", {_terms(model.license.name)}" if model.license.name else ""
    what = words.article(kind(model, [ranking.arena.task for ranking in rankings]))
    return f"{model.name} is {what}{maker}{released}{licensed}.{_standing(rankings)}"


def place(ranking: Ranking) -> str:
    """Return a model's place: ``3rd of 14 in Text to image``; the votes it needs if it has no rank."""
    if ranking.rank is None:
        return f"needs {words.count(ranking.needs, 'more vote')} to be ranked in {ranking.arena.name}"
    return f"{words.ordinal(ranking.rank)} of {ranking.of} in {ranking.arena.name}"


def license_sentence(license_: License) -> str | None:
    """Return whether the model can be used commercially and what else its license says; None if unknown."""
    if license_.name is None and license_.weights_open == license_.commercial_use == "unknown":
        return None
    known = [
        _COMMERCIAL_USE[license_.commercial_use],
        *([f"The model is {_terms(license_.name)}."] if license_.name else []),
        *([_WEIGHTS[license_.weights_open]] if license_.weights_open in _WEIGHTS else []),
    ]
    return " ".join(known)


def _terms(license_name: str) -> str:
    """Return ``licensed under Apache 2.0``, or ``under a proprietary license``."""
    if license_name.casefold() == "proprietary":
        return "under a proprietary license"
    return f"licensed under {license_name}"


def _standing(rankings: Sequence[Ranking]) -> str:
    ranked = [place(ranking) for ranking in rankings if ranking.rank is not None]
    return f" Ranked {words.listed(ranked)}." if ranked else ""
