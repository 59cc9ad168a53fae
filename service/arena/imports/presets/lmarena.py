"""LMArena, formerly FastChat's Chatbot Arena."""

from __future__ import annotations

from service.arena.imports.presets.preset import Preset
from service.arena.imports.votes.columns import Columns

_SIDES = {"model_left": ("model_a",), "model_right": ("model_b",), "outcome": ("winner",)}

RAW_VOTES = Preset(
    name="lmarena",
    title="LMArena's votes",
    needs=("model_a", "model_b", "winner", "tstamp"),
    columns=Columns(
        mapped={
            **_SIDES,
            "voted_at": ("tstamp",),
            "external_id": ("question_id", "conversation_id"),
            "language": ("language",),
        }
    ),
    notes=("the judge becomes the voter only with --map voter=judge",),
)
