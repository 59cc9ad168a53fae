"""A comparison of models as the OpenAPI document shows it."""

from __future__ import annotations

from pydantic import BaseModel

from service.api.schemas.boards import MeetingOut
from service.api.schemas.models import ShownImageOut


class ComparedPairOut(MeetingOut):
    """What was said when two models met, all 0 if never; the chance that the first makes the better image."""

    win_probability_a: float


class ComparedOut(BaseModel):
    """A model's rating on an axis."""

    model: str
    score: float
    mu: float
    sigma: float
    votes: int


class ComparedAxisOut(BaseModel):
    """The models rated on an axis, in the order in which they were asked for."""

    theme: str | None
    language: str | None
    standings: list[ComparedOut]


class ComparedArenaOut(BaseModel):
    """Those of the models that compete in an arena; ``axes`` begin where the first model leads most."""

    arena: str
    models: list[str]
    pairs: list[ComparedPairOut]
    axes: list[ComparedAxisOut]


class ComparedPromptOut(BaseModel):
    """A prompt on which voters preferred one of two models, and an image of each."""

    arena: str
    prompt_id: int
    prompt: str
    themes: list[str]
    language: str | None
    model_a: str
    model_b: str
    wins_a: int
    wins_b: int
    ties: int
    image_a: ShownImageOut
    image_b: ShownImageOut


class ComparisonOut(BaseModel):
    """Models side by side; what each is by itself is under `/api/v1/models/{model}`."""

    models: list[str]
    arenas: list[ComparedArenaOut]
    prompts: list[ComparedPromptOut]
