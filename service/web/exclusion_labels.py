"""Why a vote is not counted or held, and how a matchup ended, in words for people."""

from __future__ import annotations

from service.domain.ledger import REASONS
from service.domain.matchups import MatchupState

COUNTED = "counted"

_REASONS = {
    "voided": ("voided", "An administrator removed it and gave a reason."),
    "undone": ("undone", "The voter undid it within ten minutes."),
    "rate": ("too fast", "The voter voted faster than anyone can compare images."),
    "repeat": ("repeated", "The voter had already voted on the same images."),
    "damaged_image": ("damaged image", "One of its images was missing or damaged."),
    "voter_deleted": ("voter deleted", "The voter asked to have all of their votes deleted."),
    "own_model": ("own model", "The voter works with the maker of one of the two models."),
    "merged": ("one model", "It compared two models that turned out to be one."),
    "unseen": ("unseen", "The images were not loaded, or too short a time before the vote."),
    "weight": ("over the share", "As many votes of its voter count as may in a day, in all or on its theme."),
    "held": ("held", "It is held back until somebody has reviewed it."),
    "gold": ("gold pair", "One of the images is clearly broken. It tells whether voters look."),
    "both_bad": ("both bad", "The voter called both images bad, and this arena does not rate such votes."),
}
_KINDS = {
    "limit": "over a limit",
    "exposure": "one model too often",
    "targeting": "one model favored or harmed",
    "side": "one side too often",
    "constant": "always the same answer",
    "repeats": "differs from oneself",
    "times": "answers like a clock",
    "cohort": "burst of new voters",
    "gold": "broken images not noticed",
    "manual": "chosen by an administrator",
}
_STATES = {
    MatchupState.OPEN: ("open", "waiting for a vote"),
    MatchupState.VOTED: ("voted", "ended with a vote"),
    MatchupState.SKIPPED: ("skipped", "skipped by the voter"),
    MatchupState.EXPIRED: ("expired", "expired after an hour"),
}


def name_of(reason: str) -> str:
    """Return a reason in a word or two; its code if it has no label."""
    return _REASONS.get(reason, (reason.replace("_", " "), ""))[0]


def every_reason() -> list[tuple[str, str]]:
    """Return all reasons: the label and what it means."""
    return [_REASONS[reason] for reason in REASONS if reason in _REASONS]


def kind_name(kind: str) -> str:
    """Return for which kind of reason a vote is held, in a few words; its code if it has no label."""
    return _KINDS.get(kind, kind.replace("_", " "))


def state_name(state: MatchupState) -> str:
    """Return a matchup's state in a word."""
    return _STATES[state][0]


def state_meaning(state: MatchupState) -> str:
    """Return what a matchup's state means."""
    return _STATES[state][1]
