"""The form of an arena: what everybody fills in, and what is folded away because it seldom changes."""

from __future__ import annotations

from dataclasses import replace

from service.domain.arenas import (
    ACKNOWLEDGE,
    BOTH_BAD,
    CHALLENGES,
    MATCHMAKING,
    ON_EVIDENCE,
    QUESTION,
    RETIRED_MODELS,
    Arena,
)
from service.domain.branding.colors import shades_of
from service.web.admin.forms import Field, named

RATING = {
    "mu": "Initial rating (mu)",
    "sigma": "Initial uncertainty (sigma)",
    "beta": "Noise per image (beta)",
    "tau": "Drift per vote (tau)",
    "draw_probability": "Draw probability",
}
"""The parameters of the rating, which only a recount changes, and their labels."""

BASIC = (
    Field("task", "Task", hint="What models do in it.", source="tasks"),
    Field("description", "Description", "area"),
    Field("voting_question", "Question", hint=f"What voters are asked. Leave empty for “{QUESTION}”"),
    Field(
        "target_votes", "Target", "number", "How many votes the arena is to get. The overview shows progress."
    ),
    Field(
        "accent",
        "Color",
        "color",
        "Of links and buttons on the arena's pages. Pages use the nearest shade that is easy to read.",
    ),
    Field(
        "voting_languages",
        "Languages offered",
        "words",
        "Voters only get prompts in these languages, and prompts without one. Choose none to offer all.",
    ),
)
"""The fields that every arena needs, after its slug and its name."""

ADVANCED = tuple(
    replace(field, advanced=True)
    for field in (
        Field("matchmaking", "Matchups", "choice", "How matchups are chosen.", named(*MATCHMAKING)),
        Field(
            "acknowledge",
            "Answer votes",
            "choice",
            "Once they are rated, or as soon as they are stored. SQLite always rates first.",
            named(*ACKNOWLEDGE),
        ),
        Field(
            "retired_models",
            "Votes on retired models",
            "choice",
            "Whether reported and imported votes on them count or are refused.",
            named(*RETIRED_MODELS),
        ),
        Field(
            "price_per_vote",
            "Price per vote",
            "number",
            "In US dollars. Leaderboards then say what deciding a pair would cost.",
        ),
        Field(
            "on_evidence",
            "On strong evidence of rigging",
            "choice",
            "Hold the votes at once, or only flag them for review.",
            named(*ON_EVIDENCE),
        ),
        Field(
            "reveal_after",
            "Reveal models after",
            "number",
            "So many votes by a voter. 1 is after each vote, 0 is never.",
        ),
        Field(
            "example_share",
            "Public examples",
            "number",
            "The percentage of prompts whose images everybody may see. They are dealt less often.",
        ),
        Field("gold_share", "Gold pairs", "number", "The percentage of matchups on them, at most 5."),
        Field(
            "repeat_share",
            "Repeats",
            "number",
            "The percentage of matchups that show a voter a pair again, at most 3.",
        ),
        Field(
            "challenge",
            "Challenge for busy networks",
            "choice",
            "After many matchups in a day: work for the browser, or a CAPTCHA with your keys.",
            named(*CHALLENGES),
        ),
        Field(
            "publish_after",
            "Publish votes after",
            "number",
            "So many seconds, at most 604800 (a week). Until then only administrators see them. 0 is "
            "at once, and publishes what waits.",
        ),
        Field(
            "both_bad",
            "Both bad",
            "choice",
            "Rate such votes as ties or ignore them. To change this later, recount the arena.",
            named(*BOTH_BAD),
        ),
        *(
            Field(f"rating.{name}", label, "number", "Leave empty for the default.")
            for name, label in RATING.items()
        ),
    )
)
"""The fields that have a good default."""


def values_of(arena: Arena) -> dict[str, str]:
    """Return the values of the form of an arena."""
    return {
        "name": arena.name,
        "task": arena.task,
        "description": arena.description or "",
        "voting_question": arena.voting_question or "",
        "target_votes": "" if arena.target_votes is None else str(arena.target_votes),
        "matchmaking": arena.matchmaking,
        "acknowledge": arena.acknowledge,
        "retired_models": arena.retired_models,
        "price_per_vote": "" if arena.price_per_vote is None else f"{arena.price_per_vote:g}",
        "on_evidence": arena.on_evidence,
        "reveal_after": str(arena.reveal_after),
        "example_share": str(arena.example_share),
        "gold_share": str(arena.gold_share),
        "repeat_share": str(arena.repeat_share),
        "challenge": arena.challenge,
        "publish_after": str(arena.publish_after),
        "accent": arena.accent or "",
        "voting_languages": ", ".join(arena.voting_languages),
    }


def notes_on(arena: Arena) -> list[str]:
    """Return which shades pages use instead of the arena's color, where they do."""
    if arena.accent is None:
        return []
    color, shades = arena.accent.lower(), shades_of(arena.accent)
    return [
        f"The color {color} is hard to read on {mode} pages. They use {shade} instead."
        for mode, shade in zip(shades._fields, shades, strict=True)
        if shade != color
    ]
