"""Questions that people ask of a model, with answers from the data; none without a factual answer."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from service.arena.catalog import languages
from service.arena.models.facts import license_sentence, place
from service.arena.models.performance import Performance, Strength
from service.arena.models.pricing import Pricing
from service.arena.models.rankings import Ranking
from service.arena.models.similar import Neighbors
from service.domain.boards import MIN_VOTES
from service.domain.catalog import Model
from service.domain.texts import durations, words


class Question(NamedTuple):
    """A question and its answer, as plain text."""

    question: str
    answer: str


def faq(
    model: Model,
    pricing: Pricing,
    rankings: Sequence[Ranking],
    performances: Sequence[Performance],
    neighbors: Sequence[Neighbors],
) -> tuple[Question, ...]:
    """Return the questions about a model that the data answers."""
    return (
        *_price(model, pricing),
        *_speed(model, pricing),
        *_maker(model),
        *_license(model),
        *_rank(model, rankings),
        *_strengths(model, performances),
        *_compared(model, rankings, neighbors),
        *_counting(model, rankings),
    )


def _price(model: Model, pricing: Pricing) -> Iterator[Question]:
    lowest = pricing.starts_at
    if lowest is None:
        return
    providers = len({offer.provider for offer in pricing.offers})
    more = f" This page compares {words.count(providers, 'provider')}." if providers > 1 else ""
    price, thousand = (words.money(n * lowest.amount, lowest.currency) for n in (1, 1_000))
    answer = (
        f"{model.name} starts at {price} per image via {lowest.provider}, {thousand} for 1,000 images.{more}"
    )
    yield Question(f"How much does {model.name} cost?", answer)


def _speed(model: Model, pricing: Pricing) -> Iterator[Question]:
    speed = pricing.speed
    if speed is None:
        return
    usually = durations.about(speed.milliseconds)
    if speed.generations:
        images = words.count(speed.generations, "image")
        answer = f"An image usually takes {usually} via {speed.provider}: the median of {images} made here."
    else:
        answer = f"An image takes {usually}, according to {speed.provider}. It has not been measured here."
    yield Question(f"How fast is {model.name}?", answer)


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


def _strengths(model: Model, performances: Sequence[Performance]) -> Iterator[Question]:
    themes = [_Ends.of(p.arena.name, p.themes) for p in performances]
    spoken = [_Ends.of(p.arena.name, p.languages) for p in performances]
    best = [(e.arena, words.spoken(e.best.axis.theme), e.best) for e in themes if e]
    worst = [(e.arena, words.spoken(e.worst.axis.theme), e.worst) for e in themes if e and e.worst]
    first = [(e.arena, languages.display_name(e.best.axis.language), e.best) for e in spoken if e]
    for question, answers in (
        (f"What is {model.name} best at?", best),
        (f"What is {model.name} worst at?", worst),
        (f"Which language does {model.name} handle best?", first),
    ):
        if answers:
            yield Question(question, " ".join(_on_axis(*answer) for answer in answers))


class _Ends(NamedTuple):
    """The best and the worst of what has enough votes in an arena, the latter None if there is one."""

    arena: str
    best: Strength
    worst: Strength | None

    @classmethod
    def of(cls, arena: str, strengths: Sequence[Strength]) -> _Ends | None:
        rated = [strength for strength in strengths if not strength.needs]
        if not rated:
            return None
        return cls(arena, rated[0], rated[-1] if len(rated) > 1 else None)


def _on_axis(arena: str, what: str, strength: Strength) -> str:
    if strength.likely is None:
        rank, rating = strength.rank, f"score {words.score(strength.standing.score)}"
    else:
        rank, rating = strength.likely_rank, f"likely rating {strength.likely.mean:.0f}"
    place = f"ranked {words.ordinal(rank)} of {strength.of}" if rank and strength.of else "not ranked"
    votes = words.count(strength.standing.votes, "vote")
    return f"In {arena}: {what}, {place} ({rating} from {votes})."


def _compared(
    model: Model, rankings: Sequence[Ranking], neighbors: Sequence[Neighbors]
) -> Iterator[Question]:
    """Compare the model with its neighbors in the arena where it ranks highest."""
    if not rankings or rankings[0].rank is None:
        return
    main, rank = rankings[0], rankings[0].rank
    near = next(found for found in neighbors if found.arena.id == main.arena.id)
    for other in (*near.above[-1:], *near.below[:1]):
        so_far = f" So far: {other.record.in_words}." if other.record else " They have not met yet."
        yield Question(
            f"How does {model.name} compare with {other.name}?",
            f"In {main.arena.name}, {model.name} is ranked {words.ordinal(rank)} and {other.name} "
            f"{words.ordinal(other.rank)}. {model.name} would win about {100 * other.chances.better:.0f} of "
            f"100 votes against it.{so_far}",
        )


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
