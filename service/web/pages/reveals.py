"""What a voter is told after the vote, in words: who made the two images, and what the vote changed."""

from __future__ import annotations

from dataclasses import dataclass

from service.arena.votes.own import OwnVote
from service.domain.matchups import Reveal, Revealed
from service.web.filters import number, signed

_SAID = {"left": "left", "right": "right", "tie": "tie", "both_bad": "both bad"}
# view.js has the same words.
_REASONS = {
    "rate": "you voted faster than votes count",
    "repeat": "you had voted on this pair before",
    "damaged_image": "an image was withdrawn before",
    "undone": "you took it back",
    "voter_deleted": "it was deleted",
    "own_model": "you voted on a model of your own",
    "voided": "an administrator voided it",
}


@dataclass(frozen=True, slots=True)
class Maker:
    """Who made one side; ``won`` where the voter preferred it. Numbers are texts, as the page has them.

    ``copy`` names the image in small, None where it is not known.
    """

    model: str
    name: str
    organization: str | None
    score: str
    change: str
    rank: str
    won: bool
    copy: str | None


@dataclass(frozen=True, slots=True)
class RevealedImage:
    """A reveal as its page shows it; ``id`` is the vote's number, ``excluded`` why it does not count."""

    id: int
    outcome: str
    excluded: str | None
    left: Maker
    right: Maker

    @property
    def said(self) -> str:
        """What the voter said, as a word: ``both bad``."""
        return words_of(self.outcome)


def shown(reveal: Reveal, vote: OwnVote | None = None) -> RevealedImage:
    """Return a reveal for a template, with the images of the vote that it is about."""
    left, right = (vote.left.copy, vote.right.copy) if vote else (None, None)
    return RevealedImage(
        reveal.id,
        reveal.outcome,
        reason_of(reveal.excluded),
        _maker(reveal.left, left, won=reveal.outcome == "left"),
        _maker(reveal.right, right, won=reveal.outcome == "right"),
    )


def words_of(outcome: str) -> str:
    """Return an outcome as people say it."""
    return _SAID[outcome]


def reason_of(excluded: str | None) -> str | None:
    """Return why a vote does not count, as its voter is told; None where it does."""
    return _REASONS[excluded] if excluded else None


def _maker(made: Revealed, copy: str | None, *, won: bool) -> Maker:
    return Maker(
        made.model,
        made.name,
        made.organization_name,
        number(made.after.score),
        signed(made.after.score - made.before.score),
        rank_words(made.before.rank, made.after.rank),
        won,
        copy,
    )


def rank_words(before: int | None, after: int | None) -> str:
    """Return what became of a rank: ``rank 5 → 4``, ``rank 3``, ``not ranked yet``."""
    if after is None:
        return "not ranked yet"
    return f"rank {after}" if before in {None, after} else f"rank {before} → {after}"
