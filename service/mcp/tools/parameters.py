"""What tools take, as assistants read it."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

Arena = Annotated[
    str | None,
    Field(description="An arena's slug. If left out, the text-to-image arena with the most votes."),
]
Theme = Annotated[
    str | None,
    Field(description="A theme of prompts, such as `typography`. If left out, all themes."),
]
Language = Annotated[
    str | None,
    Field(description="The prompts' language: a tag such as `ja`, or its English name. If left out, all."),
]
At = Annotated[
    str | None,
    Field(description="A past leaderboard: a position of the log, or a date such as 2026-11-22."),
]
Limit = Annotated[int, Field(ge=1, le=100, description="The most models to return.")]
Model = Annotated[str, Field(description="A model's slug, as leaderboards name it.")]
MaxPrice = Annotated[float | None, Field(ge=0, description="The most that an image may cost, in US dollars.")]
CommercialUse = Annotated[bool, Field(description="Only models whose license allows commercial use.")]
OpenWeights = Annotated[bool, Field(description="Only models with open weights.")]
