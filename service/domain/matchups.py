"""Matchups: two images for one prompt, assigned to one voter, and what the voter sees before and after."""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum

from service.domain import clock

# Long enough to come back from a phone call; short enough that a pair is soon free for other voters.
EXPIRY = 3_600 * clock.SECOND
UNDO = 600 * clock.SECOND
NO_REPEAT = 30 * clock.DAY
# A voter may skip this many matchups a day, and one more for each vote: a voter who only looks for the images
# of one model soon has to vote on others.
MOST_SKIPS = 20
SKIP_WINDOW = clock.DAY


class MatchupState(IntEnum):
    """The state of a matchup, as the database stores it."""

    OPEN = 1
    VOTED = 2
    SKIPPED = 3
    EXPIRED = 4


@dataclass(frozen=True, slots=True)
class Subject:
    """The prompt of a matchup as a voter sees it."""

    text: str
    language: str | None
    themes: tuple[str, ...]
    source_image_url: str | None = None


@dataclass(frozen=True, slots=True)
class Picture:
    """One side of a matchup before the vote: where its image is, and its size in pixels."""

    image_url: str
    width: int
    height: int


@dataclass(frozen=True, slots=True)
class DealtMatchup:
    """A matchup as its voter gets it, without anything about the models.

    ``expires_at`` is in microseconds since 1970. ``created`` is False if the matchup was already open.
    """

    id: str
    arena: str
    prompt: Subject
    left: Picture
    right: Picture
    expires_at: int
    created: bool


@dataclass(frozen=True, slots=True)
class RatingSnapshot:
    """A model's overall rating at one moment; ``rank`` is None while it has too few votes."""

    mu: float
    sigma: float
    score: float
    rank: int | None


@dataclass(frozen=True, slots=True)
class Revealed:
    """The model of one side, its organization by slug and name, and how the vote changed its rating."""

    model: str
    name: str
    organization: str | None
    before: RatingSnapshot
    after: RatingSnapshot
    organization_name: str | None = None


@dataclass(frozen=True, slots=True)
class Reveal:
    """What a voter learns after the vote.

    ``excluded`` is why the vote does not count, None if it counts. ``created`` is False if the same vote was
    recorded before.
    """

    id: int
    position: int
    outcome: str
    left: Revealed
    right: Revealed
    undo_until: int
    excluded: str | None
    created: bool
