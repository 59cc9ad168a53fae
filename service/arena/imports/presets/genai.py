"""GenAI-Arena and GenAI-Bench of TIGER-Lab: images, edits and videos."""

from __future__ import annotations

from service.arena.imports.presets.preset import Preset
from service.arena.imports.votes.columns import Columns

ARENA = Preset(
    name="genai-arena",
    title="GenAI-Arena, battles (clean_battle_*.json)",
    needs=("model_a", "model_b", "winner", "tstamp", "anony"),
    lacks=("turn",),  # of a conversation, which LMArena's battles have
    columns=Columns(
        mapped={
            "model_left": ("model_a",),
            "model_right": ("model_b",),
            "outcome": ("winner",),
            "prompt": ("inputs.prompt",),
            "voted_at": ("tstamp",),
            "external_id": ("question_id",),
        }
    ),
    notes=(
        "the judge becomes the voter only with --map voter=judge; blind votes alone: --filter anony=true",
    ),
)

BENCH = Preset(
    name="genai-bench",
    title="GenAI-Bench",
    needs=("left_model", "right_model", "vote_type"),
    columns=Columns(
        mapped={
            "model_left": ("left_model",),
            "model_right": ("right_model",),
            "outcome": ("vote_type",),
            "prompt": ("prompt", "instruct_prompt", "target_prompt"),
        },
        words={
            "outcome": {
                "leftvote": "left",
                "rightvote": "right",
                "tievote": "tie",
                "bothbad_vote": "both_bad",
            }
        },
    ),
    notes=("the images are not taken; of an edit only its instruction is kept, as the prompt",),
)

PRESETS = (ARENA, BENCH)
