"""Gold pairs: voters who do not tell a clearly broken image from a good one.

An honest voter fails to choose the good image at most GOLD_CAP of the time, a slip included. Somebody who
clicks without a look fails every second time by chance, and more often with the answers for a tie and for two
bad images. That is what the bet is about, so a few slips are no evidence, and neither is one lucky answer a
proof of attention.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

import numpy as np

from service.domain.votes import Exclusion
from service.rating.detectors.betting import best, group_starts, lengths, wealth_of
from service.rating.detectors.columns import UNKNOWN, Bools, DealtVotes, Ints
from service.rating.detectors.findings import Finding, Kind, bar, evidence_of

GOLD_CAP = 0.1


class GoldAnswers(NamedTuple):
    """Answers to gold pairs in log order, one array per column."""

    position: Ints
    voter: Ints
    network: Ints
    wrong: Bools


def gold_answers(rows: Sequence[tuple[int, int, int, bool]]) -> GoldAnswers:
    """Return answers as columns, from rows in the order of the columns."""
    numbers = np.array(rows, np.int64).reshape(-1, 4).T
    return GoldAnswers(numbers[0], numbers[1], numbers[2], numbers[3] != 0)


def careless(answers: GoldAnswers, votes: DealtVotes) -> Iterator[Finding]:
    """Yield the voters, and the networks with several, who do not look, with their other votes."""
    yield from _careless(answers, answers.voter, "voter", votes, votes.voter)
    shared = np.isin(answers.network, _shared(answers))
    networks = np.where(shared, answers.network, UNKNOWN)
    yield from _careless(answers, networks, "network", votes, votes.network)


def _careless(
    answers: GoldAnswers, names: Ints, scope: str, votes: DealtVotes, names_of_votes: Ints
) -> Iterator[Finding]:
    known = np.flatnonzero(names != UNKNOWN)
    order = known[np.argsort(names[known], kind="stable")]
    starts, wrong = group_starts(names[order]), answers.wrong[order]
    highest = best(starts, wealth_of(starts, wrong, GOLD_CAP))
    sizes = lengths(starts, order.size)
    counts = np.isin(votes.exclusion, (0, int(Exclusion.HELD)))
    for group in np.flatnonzero(highest >= bar(Kind.GOLD)).tolist():
        begin, size = int(starts[group]), int(sizes[group])
        mine = order[begin : begin + size]
        name = int(names[mine[0]])
        others = votes.position[counts & (names_of_votes == name)]
        numbers = {
            "wealth": evidence_of(float(highest[group])),
            "votes": others.size,
            "gold": size,
            "wrong": int(answers.wrong[mine].sum()),
        }
        yield Finding(Kind.GOLD, scope, name, others if others.size else answers.position[mine], numbers)


def _shared(answers: GoldAnswers) -> Ints:
    """Return the networks from which several voters answered; the others are tested as voters."""
    every = np.unique(np.stack([answers.network, answers.voter]), axis=1)[0]
    networks, voters = np.unique(every, return_counts=True)
    return np.asarray(networks[voters > 1])
