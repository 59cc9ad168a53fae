"""What a model made, from votes on its images: where it did best, where it lost clearly, what was close."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from service.arena.models.source import EXAMPLE_VOTES, EXAMPLES_READ, ArenaSource, ModelSource
from service.db.queries.model_pages import ImageVoteRow
from service.domain.arenas import Arena
from service.domain.axes import OVERALL
from service.domain.votes import Outcome

SHOWN = 6
# One strong opponent, or one prompt that suits the model, would fill a list.
PER_OPPONENT = 2

BASIS = (
    f"Chosen from the model's newest {EXAMPLES_READ} votes on images in each arena, among the arena's newest "
    f"{EXAMPLE_VOTES:,} votes. At most {PER_OPPONENT} per opponent, and one per prompt."
)
ORDERS = {
    "best": "Wins before ties, strongest opponents first.",
    "losses": "Losses, weakest opponents first.",
    "close": "All results, opponents with the closest scores first.",
}
RULES = {name: f"{order} {BASIS}" for name, order in ORDERS.items()}


class Output(NamedTuple):
    """An image as the public may see it, and its size in pixels."""

    image_url: str
    width: int
    height: int


@dataclass(frozen=True, slots=True)
class Example:
    """A vote on one of the model's images, as the model sees it: ``won``, ``lost`` or ``tie``."""

    arena: Arena
    position: int
    prompt_id: int
    prompt: str
    themes: tuple[str, ...]
    language: str | None
    result: str
    opponent: str
    opponent_name: str
    opponent_score: float
    gap: float
    own: Output
    other: Output
    voted_at: int

    @property
    def simulated(self) -> bool:
        """Whether the vote was made by the demo."""
        return self.arena.is_simulated(self.position)


@dataclass(frozen=True, slots=True)
class Examples:
    """The three selections by the rules in `RULES`, of one ``theme`` or, with None, of all.

    ``themes`` are those that have examples.
    """

    best: tuple[Example, ...]
    losses: tuple[Example, ...]
    close: tuple[Example, ...]
    themes: tuple[str, ...] = ()
    theme: str | None = None


def examples(source: ModelSource, theme: str | None = None) -> Examples:
    """Return the examples from every arena the model competes in, of one theme or of all."""
    every = [example for found in source.arenas for example in _of_arena(source, found)]
    on_theme = [example for example in every if theme is None or theme in example.themes]
    return Examples(
        best=_chosen([e for e in on_theme if e.result != "lost"], _wins_first),
        losses=_chosen([e for e in on_theme if e.result == "lost"], lambda e: (e.opponent_score,)),
        close=_chosen(on_theme, lambda e: (abs(e.gap),)),
        themes=tuple(sorted({name for example in every for name in example.themes})),
        theme=theme,
    )


def _wins_first(example: Example) -> tuple[float, ...]:
    return example.result != "won", -example.opponent_score


def _chosen(every: Sequence[Example], key: Callable[[Example], tuple[float, ...]]) -> tuple[Example, ...]:
    """Return the first by the key, the newest first among equals, within the limits of `BASIS`."""
    prompts: dict[int, Example] = {}
    met: Counter[str] = Counter()
    for example in sorted(every, key=lambda e: (*key(e), -e.voted_at)):
        if example.prompt_id not in prompts and met[example.opponent] < PER_OPPONENT:
            prompts[example.prompt_id] = example
            met[example.opponent] += 1
    return tuple(prompts.values())[:SHOWN]


def _of_arena(source: ModelSource, found: ArenaSource) -> list[Example]:
    return seen_by(source, found, found.votes)


def seen_by(source: ModelSource, found: ArenaSource, rows: Sequence[ImageVoteRow]) -> list[Example]:
    """Return votes on images of an arena, as the page's model sees them.

    Those that call both bad are left out.
    """
    scores = {row.model_id: source.standing(found.arena, row).score for row in found.rows[OVERALL]}
    # Nobody would call an image an example that was called bad.
    shown = [row for row in rows if row.outcome != Outcome.BOTH_BAD]
    return [_example(source, found.arena, row, scores) for row in shown]


def _example(source: ModelSource, arena: Arena, row: ImageVoteRow, scores: dict[int, float]) -> Example:
    is_left = row.model_left == source.id
    opponent = row.model_right if is_left else row.model_left
    outputs = [
        Output(f"/images/{getattr(row, side + '_copy').hex()}", *(getattr(row, f"{side}_{n}") for n in _SIZE))
        for side in (("left", "right") if is_left else ("right", "left"))
    ]
    said = Outcome(row.outcome) if is_left else Outcome(row.outcome).mirrored
    return Example(
        arena=arena,
        position=row.position,
        prompt_id=row.prompt_id,
        prompt=row.text,
        themes=tuple(row.themes.split(";")) if row.themes else (),
        language=row.language or None,
        result=_RESULTS[said],
        opponent=source.others[opponent].slug,
        opponent_name=source.others[opponent].name,
        opponent_score=scores[opponent],
        gap=scores[opponent] - scores[source.id],
        own=outputs[0],
        other=outputs[1],
        voted_at=row.voted_at,
    )


_SIZE = ("width", "height")
_RESULTS = {Outcome.LEFT: "won", Outcome.RIGHT: "lost", Outcome.TIE: "tie"}
