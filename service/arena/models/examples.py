"""What a model made, from votes on its images: where it did best, where it lost clearly, what was close."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from service.arena.models.source import EXAMPLE_VOTES, EXAMPLES_READ, ArenaSource, ModelSource
from service.db.queries.model_pages import ImageVoteRow
from service.domain.arenas import Arena
from service.domain.axes import OVERALL
from service.domain.votes import Outcome

SHOWN = 8

BASIS = (
    f"Chosen from the model's newest {EXAMPLES_READ} votes on images in each arena, among the arena's newest "
    f"{EXAMPLE_VOTES:,} votes."
)
ORDERS = {
    "best": "Wins and ties, strongest opponents first.",
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
    """The three selections, each of different images of the model, by the rules in `RULES`."""

    best: tuple[Example, ...]
    losses: tuple[Example, ...]
    close: tuple[Example, ...]


def examples(source: ModelSource) -> Examples:
    """Return the examples from every arena the model competes in."""
    every = [example for found in source.arenas for example in _of_arena(source, found)]
    won = [example for example in every if example.result in {"won", "tie"}]
    lost = [example for example in every if example.result == "lost"]
    return Examples(
        best=_chosen(won, lambda e: -e.opponent_score),
        losses=_chosen(lost, lambda e: e.opponent_score),
        close=_chosen(every, lambda e: abs(e.gap)),
    )


def _chosen(every: Sequence[Example], key: Callable[[Example], float]) -> tuple[Example, ...]:
    """Return the first by the key, the newest first among equals, no image of the model twice."""
    images: dict[str, Example] = {}
    for example in sorted(every, key=lambda e: (key(e), -e.voted_at)):
        images.setdefault(example.own.image_url, example)
    return tuple(images.values())[:SHOWN]


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
