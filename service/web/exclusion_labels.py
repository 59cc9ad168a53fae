"""Why a vote does not count, and what becomes of a matchup, in words for people."""

from __future__ import annotations

from service.domain.ledger import REASONS
from service.domain.matchups import MatchupState

COUNTED = "counted"

_REASONS = {
    "voided": ("voided", "An administrator took it out of the count and said why."),
    "undone": ("taken back", "The voter undid it within ten minutes."),
    "rate": ("too fast", "The voter sent more votes a minute than anybody can look at images."),
    "repeat": ("repeated", "The voter had voted on the same images before."),
    "damaged_image": ("damaged image", "An image of it was found missing or damaged."),
    "voter_deleted": ("voter deleted", "Whoever cast it asked to be forgotten, and their votes with them."),
    "own_model": ("own model", "The voter belongs to the makers of one of the two models."),
    "both_bad": ("both bad", "The voter found both bad, and this arena does not rate that."),
}
_STATES = {
    MatchupState.OPEN: ("open", "being looked at"),
    MatchupState.VOTED: ("voted", "ended with a vote"),
    MatchupState.SKIPPED: ("skipped", "passed over by the voter"),
    MatchupState.EXPIRED: ("expired", "left for an hour without an answer"),
}


def name_of(reason: str) -> str:
    """Return a reason in a word or two; its own name where it is a new one."""
    return _REASONS.get(reason, (reason.replace("_", " "), ""))[0]


def every_reason() -> list[tuple[str, str]]:
    """Return all reasons there are: the word, and what it means."""
    return [_REASONS[reason] for reason in REASONS if reason in _REASONS]


def state_name(state: MatchupState) -> str:
    """Return a matchup's end in a word."""
    return _STATES[state][0]


def state_meaning(state: MatchupState) -> str:
    """Return what that word means."""
    return _STATES[state][1]
