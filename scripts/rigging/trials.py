"""Trials: an arena with honest votes, attackers in it or none, and what the detectors say of them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from random import Random

import numpy as np

from scripts.rigging.attackers import ATTACKS, Attack, answered
from scripts.rigging.dealing import Dealer
from scripts.rigging.people import USUAL, Crowd, Person, Truth, make_person, make_truth, session_length
from service.domain import clock
from service.rating.detectors.columns import DealtVotes
from service.rating.detectors.detection import detect
from service.rating.detectors.findings import Finding, Kind

FIRST_DAY = 20_000
ATTACKERS = 10_000_000
"""The hashes of attackers and of their networks begin here."""

# The share of honest voters who share an address with others, and how many do so.
_OFFICES, _OFFICE_SIZE = 0.2, 10
# The share of visits that are by somebody who was there before.
_RETURNING = 0.5


class Arena:
    """An arena that people vote in, day by day."""

    def __init__(self, seed: int, models: int = 20, crowd: Crowd = USUAL) -> None:
        self.crowd = crowd
        self.random = Random(seed)
        self.truth: Truth = make_truth(self.random, models)
        self.dealer = Dealer(models, self.random)
        self.people: list[Person] = []
        self.target = self.random.randint(1, models)

    def honest_day(self, day: int, votes: int) -> None:
        """Let people cast so many votes on a day, each in a session at a random time."""
        left = votes
        while left > 0:
            person = self._visitor()
            at = self._moment(day)
            for _ in range(min(session_length(self.random), left)):
                pair = self.dealer.deal()
                taken = person.milliseconds(self.random)
                at += taken * 1000
                outcome = person.answer(self.truth, pair, self.random)
                who = (person.voter, person.network)
                self.dealer.record(pair, outcome, who, at=at, milliseconds=taken)
                left -= 1

    def attack(self, attack: Attack, day: int, votes: int, voter: int, network: int) -> None:
        """Let an attacker cast votes on a day."""
        person = make_person(self.random, self.truth, voter, network)
        at = self._moment(day)
        for _ in range(votes):
            pair = answered(attack, self.dealer.deal, self.target)
            taken = person.milliseconds(self.random)
            at += taken * 1000
            outcome = attack.answer(self.truth, pair, self.target, person, self.random)
            self.dealer.record(pair, outcome, (voter, network), at=at, milliseconds=taken)

    def _visitor(self) -> Person:
        if self.people and self.random.random() < _RETURNING:
            return self.random.choice(self.people)
        number = len(self.people) + 1
        office = self.random.random() < _OFFICES
        network = self.random.randint(1, 1 + number // _OFFICE_SIZE) if office else 1_000_000 + number
        self.people.append(make_person(self.random, self.truth, number, network, self.crowd))
        return self.people[-1]

    def _moment(self, day: int) -> int:
        return (FIRST_DAY + day) * clock.DAY + self.random.randrange(23 * 3600) * clock.SECOND


def found(votes: DealtVotes) -> list[Finding]:
    """Return what the detectors find in a log."""
    return detect(votes)


@dataclass(frozen=True, slots=True)
class Shares:
    """How often something happened in trials: successes and tries."""

    hits: int
    tries: int

    @property
    def share(self) -> float:
        """The share of successes."""
        return self.hits / max(self.tries, 1)

    @property
    def error(self) -> float:
        """Its standard error, with one success and one failure more, so that 0 of n has one, too."""
        share = (self.hits + 1) / (self.tries + 2)
        return float(np.sqrt(share * (1 - share) / (self.tries + 2)))


def caught(
    seeds: Sequence[int], votes: int, each: int = 5, history: int = 4_000
) -> Mapping[str, tuple[Shares, Shares]]:
    """Return for each attack how many attackers are flagged within their first votes, and how many held."""
    counts: dict[str, list[tuple[bool, bool]]] = defaultdict(list)
    for seed in seeds:
        arena = Arena(seed)
        for day in range(4):
            arena.honest_day(day, history // 4)
        voters = dict(_attackers(arena, votes, each))
        for voter, (flagged, held) in _results(found(arena.dealer.votes()), voters).items():
            counts[voters[voter]].append((flagged, held))
    return {
        name: (
            Shares(sum(flagged for flagged, _ in some), len(some)),
            Shares(sum(held for _, held in some), len(some)),
        )
        for name, some in counts.items()
    }


def _attackers(arena: Arena, votes: int, each: int) -> Iterator[tuple[int, str]]:
    for number, (name, attack) in enumerate(ATTACKS.items()):
        for one in range(each):
            voter = ATTACKERS + number * each + one
            arena.attack(attack, 4, votes, voter, voter)
            yield voter, name


def _results(findings: Sequence[Finding], voters: Mapping[int, str]) -> dict[int, tuple[bool, bool]]:
    results = dict.fromkeys(voters, (False, False))
    for finding in findings:
        if finding.scope == "voter" and finding.subject in results:
            _, held = results[finding.subject]
            results[finding.subject] = (True, held or finding.strong)
    return results


def one_address(seeds: Sequence[int], cookies: int = 20) -> Shares:
    """Return how often one address is held that votes for its target with a new cookie for each vote."""
    hits = 0
    for seed in seeds:
        arena = Arena(seed)
        arena.honest_day(0, 2_000)
        for one in range(cookies):
            arena.attack(ATTACKS["target-only"], 1, 1, ATTACKERS + one, ATTACKERS)
        findings = found(arena.dealer.votes())
        hits += any(f.scope == "network" and f.subject == ATTACKERS and f.strong for f in findings)
    return Shares(hits, len(seeds))


def cohort(seeds: Sequence[int], sybils: int = 30, votes: int = 1_000) -> tuple[Shares, Shares]:
    """Return how often a day with sybils, of one vote each from anywhere, is held, and an honest day."""
    hits = alarms = 0
    for seed in seeds:
        arena = Arena(seed)
        arena.honest_day(0, votes)
        arena.honest_day(1, votes)
        arena.honest_day(2, votes - sybils)
        for one in range(sybils):
            arena.attack(ATTACKS["target-only"], 2, 1, ATTACKERS + one, ATTACKERS + one)
        days = [f for f in found(arena.dealer.votes()) if f.kind == Kind.COHORT]
        hits += any(f.subject == FIRST_DAY + 2 and f.model == arena.target for f in days)
        alarms += any(f.subject == FIRST_DAY + 1 for f in days)
    return Shares(hits, len(seeds)), Shares(alarms, len(seeds))


@dataclass(frozen=True, slots=True)
class Honest:
    """What becomes of honest votes: how many are held, and how many voters and networks are flagged."""

    held: Shares
    flagged: Shares


def honest(seeds: Sequence[int], crowd: Crowd = USUAL, days: int = 5, votes: int = 2_000) -> Honest:
    """Return what the detectors do to arenas in which everybody is honest."""
    held = cast = flagged = voters = 0
    for seed in seeds:
        arena = Arena(seed, crowd=crowd)
        for day in range(days):
            arena.honest_day(day, votes)
        findings = found(arena.dealer.votes())
        strong = [f.positions for f in findings if f.strong]
        held += np.unique(np.concatenate(strong)).size if strong else 0
        cast += days * votes
        flagged += len({f.subject for f in findings if f.scope == "voter"})
        voters += len(arena.people)
    return Honest(Shares(held, cast), Shares(flagged, voters))
