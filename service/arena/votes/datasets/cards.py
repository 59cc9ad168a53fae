"""The card of a dataset: the README.md from which Hugging Face's tools learn where its files are."""

from __future__ import annotations

import json
from collections.abc import Mapping

from service.arena.votes.datasets.dpo import SPLIT
from service.domain.arenas import Arena

_TEXT_TO_IMAGE = "text-to-image"


def card(arena: Arena, format_: str, files: str, votes: int, left_out: Mapping[str, int]) -> str:
    """Return the card; ``files`` is the pattern of the split's files.

    A text in JSON is one in YAML, too, and cannot end the header.
    """
    task = _TEXT_TO_IMAGE if arena.task == _TEXT_TO_IMAGE else "image-to-image"
    header = [
        f"pretty_name: {json.dumps(f'Votes of {arena.name}', ensure_ascii=False)}",
        f"task_categories: [{task}]",
        "tags: [preference, human-feedback]",
        "configs:",
        "- config_name: default",
        "  data_files:",
        f"  - split: {SPLIT}",
        f"    path: {json.dumps(files)}",
    ]
    reasons = ", ".join(f"{count} {reason}" for reason, count in left_out.items())
    simulated = arena.simulated(arena.last_position)
    text = [
        f"# Votes of the arena `{arena.slug}`",
        f"{votes} votes on pairs of images, in the format `{format_}` of `arena export votes`.",
        *([f"Left out: {reasons}."] if reasons else []),
        *([f"A demo made the first {simulated} votes of the arena."] if simulated else []),
        "The dataset does not say who voted. Images are copies of at most 1,024 pixels, as voters saw them.",
    ]
    return "\n".join(["---", *header, "---", "", "\n\n".join(text), ""])
