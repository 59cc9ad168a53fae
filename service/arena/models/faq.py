"""Questions that people ask of a model, with answers from the data; none without a factual answer."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from service.arena.catalog import languages
from service.arena.models.facts import license_sentence, place
from service.arena.models.performance import Performance, Strength
from service.arena.models.pricing import Pricing
from service.arena.models.rankings import Ranking
from service.domain import words
from service.domain.boards import MIN_VOTES
from service.domain.catalog import Model


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
    more = f" {words.count(providers, 'provider')} are compared on this page." if providers > 1 else ""
    price = words.money(lowest.amount, lowest.currency)
    answer = f"An image made with {model.name} starts at {price}, via {lowest.provider}.{more}"
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
        yield Question(f"What may {model.name} be used for?", known)


def _rank(model: Model, rankings: Sequence[Ranking]) -> Iterator[Question]:
    ranked = [ranking for ranking in rankings if ranking.rank is not None]
    if ranked:
        told = [
            f"{place(r)}, with a score of {words.score(r.standing.score)} "
            f"from {words.count(r.standing.votes, 'vote')}"
            for r in ranked
        ]
        yield Question(f"How does {model.name} rank?", f"{model.name} holds {words.listed(told)}.")


def _best(model: Model, performances: Sequence[Performance]) -> Iterator[Question]:
    themes = [(p, p.themes[0]) for p in performances if p.themes and not p.themes[0].needs]
    spoken = [(p, p.languages[0]) for p in performances if p.languages and not p.languages[0].needs]
    if themes:
        told = [_strongest(words.spoken(best.axis.theme), best, p) for p, best in themes]
        yield Question(f"What is {model.name} best at?", f"By score, {words.listed(told)}.")
    if spoken:
        told = [_strongest(languages.name_of(best.axis.language), best, p) for p, best in spoken]
        answer = f"By score, prompts in {words.listed(told)}."
        yield Question(f"Which language does {model.name} understand best?", answer)


def _strongest(what: str, best: Strength, performance: Performance) -> str:
    where = f"rank {best.rank} of {best.of} there, {words.count(best.standing.votes, 'vote')}"
    return f"{what} in {performance.arena.name} ({words.score(best.standing.score)}; {where})"


def _counting(model: Model, rankings: Sequence[Ranking]) -> Iterator[Question]:
    if not rankings:
        return
    votes = words.count(sum(ranking.standing.votes for ranking in rankings), "vote")
    simulated = any(ranking.arena.simulated_until for ranking in rankings)
    yield Question(
        f"How are the votes on {model.name} counted?",
        f"Voters see two images made from the same prompt, side by side and without names, and say which "
        f"is better. Each vote moves the ratings of both models by TrueSkill; the score is the rating less "
        f"three times its uncertainty, and a model is ranked from {MIN_VOTES} votes on. "
        f"{votes} on {model.name} count so far."
        + (" Some of them were simulated for a demonstration." if simulated else ""),
    )
