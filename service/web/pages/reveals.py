"""What a voter learns after the vote: who made the two images, and what the vote changed."""

from __future__ import annotations

from dataclasses import dataclass

from service.arena.votes.own import OwnVote
from service.domain.matchups import Reveal, Revealed
from service.web.filters import number, signed

# view.js has the same sentences.
_CHOICES = {
    "left": "You chose the left image.",
    "right": "You chose the right image.",
    "tie": "You called it a tie.",
    "both_bad": "You called both images bad.",
}
_REASONS = {
    "rate": "That was too fast to count.",
    "repeat": "It does not count: you already voted on this pair.",
    "damaged_image": "It does not count: one of the images was withdrawn.",
    "undone": "It does not count: you undid it.",
    "voter_deleted": "It does not count: it was deleted.",
    "own_model": "It does not count: one of the models is your own.",
    "voided": "It does not count: an administrator voided it.",
    "unseen": "It does not count: the images were there too short a time to be looked at.",
    "weight": "It does not count: as many of your votes count as may in a day, in all or on this theme.",
    "held": "It does not count until somebody has reviewed it.",
    "gold": "It does not count: one of the images is clearly broken, to see whether voters look.",
    "merged": "It does not count: the two models turned out to be one.",
}


@dataclass(frozen=True, slots=True)
class SideView:
    """One side of a reveal; ``won`` says that the voter preferred it. Numbers are formatted as text.

    ``copy`` names the thumbnail, None if it is not known.
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
class RevealView:
    """A reveal as its page shows it; ``id`` is the vote's number, ``excluded`` says why it does not count.

    Both sides are None if the arena does not tell yet; ``hidden`` says so in a sentence.
    """

    id: int
    outcome: str
    excluded: str | None
    left: SideView | None
    right: SideView | None
    hidden: str | None

    @property
    def choice(self) -> str:
        """The voter's choice in a sentence."""
        return choice_of(self.outcome)


def reveal_view(reveal: Reveal, vote: OwnVote | None = None) -> RevealView:
    """Return a reveal for a template, with thumbnails if the vote is given."""
    left, right = (
        side.copy if side else None for side in ((vote.left, vote.right) if vote else (None, None))
    )
    return RevealView(
        reveal.id,
        reveal.outcome,
        reason_of(reveal.excluded),
        None if reveal.hidden else _side(reveal.left, left, won=reveal.outcome == "left"),
        None if reveal.hidden else _side(reveal.right, right, won=reveal.outcome == "right"),
        hidden_of(reveal.reveals_in),
    )


def hidden_of(reveals_in: int | None) -> str | None:
    """Return when a voter is told the models, in a sentence; None if now."""
    if reveals_in is None:
        return "This arena does not tell voters which models they were."
    more = "one more vote" if reveals_in == 1 else f"{reveals_in} more votes"
    return f"You will see which models they were after {more}." if reveals_in else None


def choice_of(outcome: str) -> str:
    """Return a voter's choice in a sentence: ``You chose the left image.``."""
    return _CHOICES[outcome]


def reason_of(excluded: str | None) -> str | None:
    """Return why a vote does not count, in a sentence for its voter; None if it counts."""
    return _REASONS[excluded] if excluded else None


def _side(side: Revealed, copy: str | None, *, won: bool) -> SideView:
    names = (side.model, side.name, side.organization_name)
    if side.before is None or side.after is None:
        return SideView(*names, "–", "", "not rated yet", won, copy)
    change = signed(side.after.score - side.before.score)
    ranks = rank_words(side.before.rank, side.after.rank)
    return SideView(*names, number(side.after.score), change, ranks, won, copy)


def rank_words(before: int | None, after: int | None) -> str:
    """Return a rank, and its change if any: ``rank 5 → 4``, ``rank 3``, ``not ranked yet``."""
    if after is None:
        return "not ranked yet"
    return f"rank {after}" if before in {None, after} else f"rank {before} → {after}"
