"""LMArena, formerly Chatbot Arena: the battles that it publishes, and Kaggle's contests about them."""

from __future__ import annotations

from service.arena.imports.presets.preset import Preset
from service.arena.imports.votes.columns import Columns

_SIDES = {"model_left": ("model_a",), "model_right": ("model_b",)}
# The first message of the voter, by the age of the release: text, or a list of parts.
_FIRST_MESSAGE = ("conversation_a[0].content[0].text", "conversation_a[0].content")


BATTLES = Preset(
    name="lmarena",
    title="LMArena, battles (clean_battle_*.json, arena-human-preference before 2025)",
    needs=("model_a", "model_b", "winner", "tstamp", "anony", "turn"),
    columns=Columns(
        mapped={
            **_SIDES,
            "outcome": ("winner",),
            "prompt": _FIRST_MESSAGE,
            "language": ("language",),
            "voter": ("judge_hash",),
            "voted_at": ("tstamp",),
            "external_id": ("question_id",),
        }
    ),
    notes=(
        "the judge becomes the voter only with --map voter=judge; blind votes alone: --filter anony=true",
        "of a conversation only its first message is kept, as the prompt",
    ),
)

RELEASES = Preset(
    name="lmarena-2025",
    title="LMArena, arena-human-preference since 2025",
    needs=("id", "model_a", "model_b", "winner", "evaluation_session_id"),
    columns=Columns(
        mapped={
            **_SIDES,
            "outcome": ("winner",),
            "prompt": _FIRST_MESSAGE,
            "language": ("language",),
            "voted_at": ("timestamp",),
            "external_id": ("id",),
        }
    ),
    notes=("of a conversation only its first message is kept, as the prompt; a session is not a voter",),
)

KAGGLE = Preset(
    name="kaggle-lmsys",
    title="Kaggle, LMSYS Chatbot Arena Human Preference Predictions (train.csv)",
    needs=("model_a", "model_b", "winner_model_a", "winner_model_b", "winner_tie"),
    columns=Columns(
        mapped={
            **_SIDES,
            "outcome.left": ("winner_model_a",),
            "outcome.right": ("winner_model_b",),
            "outcome.tie": ("winner_tie",),
            "prompt": ("prompt[0]",),
            "external_id": ("id",),
        }
    ),
    notes=("of several prompts only the first one is kept; ties where both were bad are plain ties",),
)

PRESETS = (BATTLES, RELEASES, KAGGLE)
