"""Attackers: which matchups they answer, what they say, and as whom."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from random import Random

from scripts.rigging.people import Person, Truth
from service.domain.pools import DrawnPair
from service.domain.votes import Outcome

Answer = Callable[[Truth, DrawnPair, int, Person, Random], Outcome]


@dataclass(frozen=True, slots=True)
class Attack:
    """A way to vote for a target. ``waits`` is whether only matchups with the target are answered."""

    answer: Answer
    waits: bool = False


def _for(model: int, pair: DrawnPair) -> Outcome:
    return Outcome.LEFT if pair.model_left == model else Outcome.RIGHT


def _has(pair: DrawnPair, target: int) -> bool:
    return target in {pair.model_left, pair.model_right}


def _target(_: Truth, pair: DrawnPair, target: int, __: Person, ___: Random) -> Outcome:
    return _for(target, pair)


def _omnipresent(truth: Truth, pair: DrawnPair, target: int, person: Person, random: Random) -> Outcome:
    return _for(target, pair) if _has(pair, target) else person.answer(truth, pair, random)


def _half_honest(truth: Truth, pair: DrawnPair, target: int, person: Person, random: Random) -> Outcome:
    rigged = _has(pair, target) and random.random() < 0.5  # noqa: PLR2004 - half of the time
    return _for(target, pair) if rigged else person.answer(truth, pair, random)


def _left(_: Truth, __: DrawnPair, ___: int, ____: Person, _____: Random) -> Outcome:
    return Outcome.LEFT


def _tie(_: Truth, __: DrawnPair, ___: int, ____: Person, _____: Random) -> Outcome:
    return Outcome.TIE


def _random(_: Truth, __: DrawnPair, ___: int, ____: Person, random: Random) -> Outcome:
    return random.choice((Outcome.LEFT, Outcome.RIGHT, Outcome.TIE))


def _inverse(truth: Truth, pair: DrawnPair, _: int, person: Person, random: Random) -> Outcome:
    return person.answer(truth, pair, random).mirrored


def _lower(truth: Truth, pair: DrawnPair, _: int, __: Person, ___: Random) -> Outcome:
    return _for(truth.lower(pair.model_left, pair.model_right), pair)


ATTACKS: Mapping[str, Attack] = {
    "target-only": Attack(_target, waits=True),
    "omnipresent": Attack(_omnipresent),
    "half-honest": Attack(_half_honest),
    "always-left": Attack(_left),
    "all-tie": Attack(_tie),
    "random": Attack(_random),
    "inverse": Attack(_inverse),
    "lower-ranked": Attack(_lower),
}


def answered(attack: Attack, deal: Callable[[], DrawnPair], target: int) -> DrawnPair:
    """Return the next matchup that an attacker answers; the others are left open."""
    pair = deal()
    while attack.waits and not _has(pair, target):
        pair = deal()
    return pair
