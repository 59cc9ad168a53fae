"""Questions that people ask of a model, with answers from the data; none without a factual answer."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from service.arena.catalog import languages
from service.arena.models.facts import license_sentence, place
from service.arena.models.performance import Performance, Strength
from service.arena.models.pricing import Pricing
from service.arena.models.rankings import Ranking
from service.domain.boards import MIN_VOTES
from service.domain.catalog import Model
from service.domain.texts import words


class Question(NamedTuple):
    """A question and its answer, as plain text."""

    question: str
    answer: str


def faq(
    model: Model, pricing: Pricing, rankings: Sequence[Ranking], performances: Sequence[Performance]
) -> tuple[Question, ...]:
    """Return the questions about a model that the data answers."""
    return (
        *_price(model, pricing),
        *_maker(model),
        *_license(model),
        *_rank(model, rankings),
        *_best(model, performances),
        *_counting(model, rankings),
    )


def _price(model: Model, pricing: Pricing) -> Iterator[Question]:
    lowest = pricing.starts_at
    if lowest is None:
        return
    providers = len({offer.provider for offer in pricing.offers})
    more = f" This page compares {words.count(providers, 'provider')}." if providers > 1 else ""
    price = words.money(lowest.amount, lowest.currency)
    answer = f"{model.name} starts at {price} per image via {lowest.provider}.{more}"
    yield Question(f"How much does {model.name} cost?", answer)


def _maker(model: Model) -> Iterator[Question]:
    if model.organization_name:
        yield Question(f"Who makes {model.name}?", f"{model.name} is made by {model.organization_name}.")
    if model.released:
        released = f"{model.name} was released on {words.day(model.released)}."
        yield Question(f"When was {model.name} released?", released)


def _license(model: Model) -> Iterator[Question]:
    known = license_sentence(model.license)
    if known:
        yield Question(f"Can I use {model.name} commercially?", known)


def _rank(model: Model, rankings: Sequence[Ranking]) -> Iterator[Question]:
    ranked = [ranking for ranking in rankings if ranking.rank is not None]
    if ranked:
        places = [
            f"{place(r)} (score {words.score(r.standing.score)} from {words.count(r.standing.votes, 'vote')})"
            for r in ranked
        ]
        yield Question(f"How does {model.name} rank?", f"{model.name} is ranked {words.listed(places)}.")


def _best(model: Model, performances: Sequence[Performance]) -> Iterator[Question]:
    themes = [(p, p.themes[0]) for p in performances if p.themes and not p.themes[0].needs]
    spoken = [(p, p.languages[0]) for p in performances if p.languages and not p.languages[0].needs]
    if themes:
        best_themes = [_strongest(words.spoken(best.axis.theme), best, p) for p, best in themes]
        yield Question(f"What is {model.name} best at?", f"{_by(themes)}: {words.listed(best_themes)}.")
    if spoken:
        best_languages = [_strongest(languages.display_name(s.axis.language), s, p) for p, s in spoken]
        answer = f"{_by(spoken)}: {words.listed(best_languages)}."
        yield Question(f"Which language does {model.name} handle best?", answer)


def _strongest(what: str, best: Strength, performance: Performance) -> str:
    if best.likely is None:
        rating, rank = words.score(best.standing.score), best.rank
    else:
        rating, rank = f"{best.likely.mean:.0f}", best.likely_rank
    basis = f"rank {rank} of {best.of}, {words.count(best.standing.votes, 'vote')}"
    return f"{what} in {performance.arena.name} ({rating}, {basis})"


def _by(bests: Sequence[tuple[Performance, Strength]]) -> str:
    """Return by what these are best: small arenas have no pooled ratings yet."""
    pooled = {best.likely is not None for _, best in bests}
    if len(pooled) > 1:
        return "By pooled rating or score"
    return "By pooled rating" if True in pooled else "By score"


def _counting(model: Model, rankings: Sequence[Ranking]) -> Iterator[Question]:
    if not rankings:
        return
    votes = words.count(sum(ranking.standing.votes for ranking in rankings), "counted vote")
    simulated = any(ranking.arena.simulated_until for ranking in rankings)
    yield Question(
        f"How are votes for {model.name} counted?",
        f"Voters see two images made from the same prompt, side by side and without names, and choose the "
        f"better one. TrueSkill updates the ratings of both models after each vote. The score is the rating "
        f"minus three times its uncertainty. A model is ranked once it has {MIN_VOTES} votes. "
        f"So far, {model.name} has {votes}."
        + (" Some of these votes were simulated for a demo." if simulated else ""),
    )
