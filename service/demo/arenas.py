"""The arenas of the demo: their names, their prompts, and how many votes are simulated."""

from __future__ import annotations

from dataclasses import dataclass

from service.demo.makers import IMAGE_EDITING, TEXT_TO_IMAGE
from service.demo.prompts import EDITED, PAINTED, DemoPrompt
from service.demo.simulated_voters import DAYS


@dataclass(frozen=True, slots=True)
class DemoArena:
    """An arena of the demo."""

    slug: str
    name: str
    task: str
    prompts: tuple[DemoPrompt, ...]
    votes: int

    @property
    def description(self) -> str:
        """What the arena's page says about it."""
        return (
            f"A demo. Six programs painted its images. Its first {self.votes:,} votes are simulated, "
            f"spread over {DAYS} days; all later votes are by people."
        )


ARENAS = (
    DemoArena("demo", "Demo: text to image", TEXT_TO_IMAGE, PAINTED, 2_400),
    DemoArena("demo-editing", "Demo: image editing", IMAGE_EDITING, EDITED, 600),
)
"""The whole demo."""
