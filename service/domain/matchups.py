"""Matchups: two images for one prompt, assigned to one voter, and what the voter sees before and after."""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum

from service.domain import clock

# Long enough to return from a phone call, short enough that no image is held back for long.
EXPIRY = 3_600 * clock.SECOND
UNDO = 600 * clock.SECOND
# A voter has one open matchup and these, which the page loads while the voter looks.
MOST_AHEAD = 2
# Two pictures cannot be compared in less. People who are shown two pictures take a second and more; the votes
# of fast honest people stay well above, and a program gains nothing from waiting that limits do not bound.
LOOK = 400 * clock.SECOND // 1_000
NO_REPEAT = 30 * clock.DAY
# A voter may skip this many matchups a day, and one more for each vote. Someone who only looks for one
# model's images soon has to vote on others.
MOST_SKIPS = 20
SKIP_WINDOW = clock.DAY
# Who undoes a vote has seen the models all the same, as if the matchup had been skipped after a look behind
# it. So it counts as a skip, and few votes a day can be undone.
MOST_UNDOS = 10


def may_skip(voted: int, skipped: int, undone: int) -> bool:
    """Return whether a voter who did this within the window may skip once more; all undone were voted on."""
    return skipped + undone < MOST_SKIPS + voted - undone


class MatchupState(IntEnum):
    """The state of a matchup. The database stores the numbers."""

    OPEN = 1
    VOTED = 2
    SKIPPED = 3
    EXPIRED = 4


@dataclass(frozen=True, slots=True)
class Subject:
    """A matchup's prompt as the voter sees it."""

    text: str
    language: str | None
    themes: tuple[str, ...]
    source_image_url: str | None = None


@dataclass(frozen=True, slots=True)
class Picture:
    """One side of a matchup before the vote: its image's URL and size in pixels.

    ``small_url`` has the image for small screens, ``small_width`` pixels wide.
    """

    image_url: str
    width: int
    height: int
    small_url: str
    small_width: int


@dataclass(frozen=True, slots=True)
class AssignedMatchup:
    """A matchup as its voter gets it, without the models.

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
    """A model's overall rating at one moment. ``rank`` is None while it has too few votes."""

    mu: float
    sigma: float
    score: float
    rank: int | None


@dataclass(frozen=True, slots=True)
class Revealed:
    """The model behind one side, and its overall rating before and after the vote, None until it is rated."""

    model: str
    name: str
    organization: str | None
    before: RatingSnapshot | None
    after: RatingSnapshot | None
    organization_name: str | None = None


@dataclass(frozen=True, slots=True)
class Reveal:
    """What a voter sees after the vote.

    ``excluded`` is the reason why the vote does not count, None if it counts. ``created`` is False if the
    voter had already cast the same vote. ``rated`` is False if the vote is stored and not rated yet.
    ``reveals_in`` is the number of votes that the voter has to cast until the arena tells the models, None if
    it never does. Unless it is 0, nobody is shown the sides, nor the ``prompt_id``, which is None anyway if
    the prompt's images are not public.
    """

    id: int
    position: int
    outcome: str
    left: Revealed
    right: Revealed
    undo_until: int
    excluded: str | None
    created: bool
    rated: bool = True
    reveals_in: int | None = 0
    prompt_id: int | None = None

    @property
    def hidden(self) -> bool:
        """Whether the sides are not to be shown, or not yet."""
        return self.reveals_in != 0
