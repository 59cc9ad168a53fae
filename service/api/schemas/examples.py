"""Examples: votes on a model's images, with both images."""

from __future__ import annotations

from typing import Literal, Self, cast

from service.arena.models.examples import RULES, Example, Examples
from service.domain import clock
from service.http.schemas.base import Out

Result = Literal["won", "lost", "tie"]


class ShownImageOut(Out):
    """An image: its URL, and its size in pixels."""

    image_url: str
    width: int
    height: int


class ExampleOut(Out):
    """A vote on one of the model's images, from the model's side."""

    arena: str
    position: int
    prompt_id: int
    prompt: str
    themes: list[str]
    language: str | None
    result: Result
    opponent: str
    opponent_name: str
    opponent_score: float
    image: ShownImageOut
    opponent_image: ShownImageOut
    voted_at: str
    simulated: bool

    @classmethod
    def of(cls, example: Example) -> Self:
        """Return an example."""
        return cls(
            arena=example.arena.slug,
            position=example.position,
            prompt_id=example.prompt_id,
            prompt=example.prompt,
            themes=list(example.themes),
            language=example.language,
            result=cast("Result", example.result),
            opponent=example.opponent,
            opponent_name=example.opponent_name,
            opponent_score=example.opponent_score,
            image=ShownImageOut.model_validate(example.own),
            opponent_image=ShownImageOut.model_validate(example.other),
            voted_at=clock.to_text(example.voted_at),
            simulated=example.simulated,
        )


class RulesOut(Out):
    """How the examples were chosen, in words."""

    best: str
    losses: str
    close: str


class ExamplesOut(Out):
    """Examples of the model's images, chosen by three rules, of one ``theme`` or of all.

    ``themes`` are those that have examples.
    """

    rules: RulesOut
    theme: str | None
    themes: list[str]
    best: list[ExampleOut]
    losses: list[ExampleOut]
    close: list[ExampleOut]

    @classmethod
    def of(cls, examples: Examples) -> Self:
        """Return the three selections, with their rules."""
        return cls(
            rules=RulesOut.model_validate(RULES),
            theme=examples.theme,
            themes=list(examples.themes),
            best=[ExampleOut.of(example) for example in examples.best],
            losses=[ExampleOut.of(example) for example in examples.losses],
            close=[ExampleOut.of(example) for example in examples.close],
        )
