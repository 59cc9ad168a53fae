"""Arenas: competitions for one task, each with its own rating parameters."""

from __future__ import annotations

from dataclasses import dataclass

from service.domain.branding.logos import Logo
from service.domain.branding.targets import Target, unpack_targets
from service.domain.controls.dealing import GOLD_SHARE, REPEAT_SHARE

MATCHMAKING = ("informative", "uniform")
BOTH_BAD = ("tie", "ignore")
ACKNOWLEDGE = ("rated", "stored")
RETIRED_MODELS = ("count", "refuse")
ON_EVIDENCE = ("hold", "flag")
NO_CHALLENGE, WORK = "never", "work"
CHALLENGES = (NO_CHALLENGE, WORK, "turnstile", "hcaptcha")
"""What an arena may ask of visitors from a busy network: nothing, work for the browser, or a CAPTCHA."""
REVEAL_AFTER = 1
"""By default the models of a matchup are revealed after each vote."""
MAX_REVEAL_AFTER = 1_000
EXAMPLE_SHARE = 20
"""The percentage of an arena's prompts whose images are public examples, unless the arena says otherwise."""
MAX_PUBLISH_AFTER = 7 * 86_400
"""So many seconds later than they arrive votes may be published, a week."""
QUESTION = "Which image is better?"
"""What voters are asked, unless the arena says otherwise."""
MAX_QUESTION = 200
MAX_TARGET = 1_000_000_000
LANGUAGE_SEPARATOR = ";"
MAX_LANGUAGES = 100
# Stands in for an arena's slug, and can never be one: what depends on every arena.
EVERY_ARENA = "*"


@dataclass(frozen=True, slots=True)
class Arena:
    """An arena: its description, its parameters and the state of its log.

    ``revision`` rises with every commit that changes the ratings, and ``last_position`` is the position of
    the last vote that the ratings include. ``acknowledge`` says when a vote is answered: once it is rated, or
    as soon as it is stored. ``retired_models`` says whether votes that are reported on retired models count
    or are refused, and ``on_evidence`` whether strong evidence of rigging holds votes or only flags them.
    ``price_per_vote`` is what a vote costs in US dollars, None if it is not known. ``reveal_after`` says
    after how many votes a voter is told which models they were on: 1 is after each vote, 0 never.
    ``example_share`` is the percentage of prompts whose images are shown as examples to everybody.
    ``gold_share`` and ``repeat_share`` are the percentages of matchups on gold pairs, if there are any, and
    of pairs that their voter has judged before. ``challenge`` is one of `CHALLENGES`. ``publish_after`` is
    how many seconds votes wait before the ratings include them and anybody sees them; usually 0.
    ``voting_question`` is what voters are asked, `QUESTION` if None, and ``target_votes`` how many votes the
    arena is to get, None without a target. ``accent`` is the color of its pages, None for the site's, and
    the three fields of its ``logo`` are None without one. ``languages`` are those whose prompts voters are
    offered, ``axis_targets`` how many votes its axes are to get; both as text, see below. ``day`` is
    the day (since 1970, UTC) on which a vote last changed the ratings, or None before the first. Times are
    microseconds since 1970. The demo made the votes up to position ``simulated_until``. ``demo_images`` is
    how many images the demo will put into the arena, None once they are all there.
    """

    id: int
    slug: str
    name: str
    task: str
    description: str | None
    mu: float
    sigma: float
    beta: float
    tau: float
    draw_probability: float
    both_bad: str
    matchmaking: str
    revision: int
    last_position: int
    day: int | None
    created_at: int
    rated_at: int
    retired_at: int | None
    simulated_until: int = 0
    demo_images: int | None = None
    acknowledge: str = ACKNOWLEDGE[0]
    retired_models: str = RETIRED_MODELS[0]
    price_per_vote: float | None = None
    on_evidence: str = ON_EVIDENCE[0]
    reveal_after: int = REVEAL_AFTER
    example_share: int = EXAMPLE_SHARE
    gold_share: int = GOLD_SHARE
    repeat_share: int = REPEAT_SHARE
    challenge: str = NO_CHALLENGE
    publish_after: int = 0
    voting_question: str | None = None
    target_votes: int | None = None
    accent: str | None = None
    logo_digest: bytes | None = None
    logo_width: int | None = None
    logo_height: int | None = None
    languages: str = ""
    axis_targets: str = ""

    @property
    def logo(self) -> Logo | None:
        """The arena's own logo."""
        if self.logo_digest is None:
            return None
        return Logo(self.logo_digest, self.logo_width or 0, self.logo_height or 0)

    @property
    def voting_languages(self) -> tuple[str, ...]:
        """The languages whose prompts voters are offered; all if there are none."""
        return tuple(filter(None, self.languages.split(LANGUAGE_SEPARATOR)))

    @property
    def targets(self) -> tuple[Target, ...]:
        """How many votes its axes are to get, by axis, where it has a target."""
        return unpack_targets(self.axis_targets)

    def offers(self, language: str) -> bool:
        """Return whether voters are offered prompts in a language. Those without one are for everybody."""
        return not (language and self.languages) or language in self.voting_languages

    @property
    def question(self) -> str:
        """What voters are asked."""
        return self.voting_question or QUESTION

    def simulated(self, position: int) -> int:
        """Return how many of the votes up to a position were made by the demo."""
        return min(self.simulated_until, position)

    def is_simulated(self, position: int) -> bool:
        """Return whether the vote at a position was made by the demo."""
        return position <= self.simulated_until
