"""What a voter learns after the vote: who made the two images, and what the vote changed."""

from __future__ import annotations

from dataclasses import dataclass

from service.arena.votes.own import OwnVote
from service.domain import clock
from service.domain.matchups import Reveal, Revealed
from service.web.filters import number, signed
from service.web.translation import N_, NN_, gettext, ngettext

CHOICES = {
    "left": N_("You chose the left image."),
    "right": N_("You chose the right image."),
    "tie": N_("You called it a tie."),
    "both_bad": N_("You called both images bad."),
}
"""What the voter said, by outcome."""

REASONS = {
    "rate": N_("That was too fast to count."),
    "repeat": N_("It does not count: you already voted on this pair."),
    "damaged_image": N_("It does not count: one of the images was withdrawn."),
    "undone": N_("It does not count: you undid it."),
    "voter_deleted": N_("It does not count: it was deleted."),
    "own_model": N_("It does not count: one of the models is your own."),
    "voided": N_("It does not count: an administrator voided it."),
    "unseen": N_("It does not count: the images were not in view long enough."),
    "weight": N_("It does not count: you have reached today's limit, in all or on this theme."),
    "held": N_("It counts once somebody has reviewed it."),
    "gold": N_("It does not count: one of the images was broken on purpose, to check that voters look."),
    "merged": N_("It does not count: the two models turned out to be one."),
}
"""Why a vote does not count, by the label of its exclusion."""

NEVER_TOLD = N_("This arena does not tell voters which models they were.")
TOLD_AFTER = NN_(
    "You will see which models they were after {count} more vote.",
    "You will see which models they were after {count} more votes.",
)


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

    Both sides are None if the arena does not tell yet; ``hidden`` says so in a sentence. ``prompt_id`` is
    None unless the images of its prompt are public.
    """

    id: int
    outcome: str
    excluded: str | None
    left: SideView | None
    right: SideView | None
    hidden: str | None
    undo_until: int
    prompt_id: int | None

    @property
    def undoable(self) -> bool:
        """Whether its voter can still undo the vote."""
        return self.excluded is None and clock.now() <= self.undo_until

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
        reveal.undo_until,
        None if reveal.hidden else reveal.prompt_id,
    )


def hidden_of(reveals_in: int | None) -> str | None:
    """Return when a voter is told the models, in a sentence; None if now."""
    if reveals_in is None:
        return gettext(NEVER_TOLD)
    return ngettext(*TOLD_AFTER, reveals_in).format(count=reveals_in) if reveals_in else None


def choice_of(outcome: str) -> str:
    """Return a voter's choice in a sentence: ``You chose the left image.``."""
    return gettext(CHOICES[outcome])


def reason_of(excluded: str | None) -> str | None:
    """Return why a vote does not count, in a sentence for its voter; None if it counts."""
    return gettext(REASONS[excluded]) if excluded else None


def _side(side: Revealed, copy: str | None, *, won: bool) -> SideView:
    names = (side.model, side.name, side.organization_name)
    if side.before is None or side.after is None:
        return SideView(*names, "–", "", gettext("not rated yet"), won, copy)
    change = signed(side.after.score - side.before.score)
    ranks = rank_words(side.before.rank, side.after.rank)
    return SideView(*names, number(side.after.score), change, ranks, won, copy)


def rank_words(before: int | None, after: int | None) -> str:
    """Return a rank, and its change if any: ``rank 5 → 4``, ``rank 3``, ``not ranked yet``."""
    if after is None:
        return gettext("not ranked yet")
    if before in {None, after}:
        return gettext("rank {rank}").format(rank=after)
    return gettext("rank {before} → {after}").format(before=before, after=after)
