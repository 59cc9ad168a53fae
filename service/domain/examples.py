"""Examples: the prompts of an arena whose images everybody may see, and how much less often they are dealt.

Who can look at an image beforehand recognizes it. So examples rest on a few prompts, which voters seldom get.
Which they are depends on the prompt's id alone: it stays the same, and a query can tell.
"""

from __future__ import annotations

# Coprime, so that any hundred prompts in a row have exactly as many examples as the arena's percentage.
STEP, CYCLE = 61, 100

KEPT = 0.25
"""How often a drawn matchup on an example prompt is kept. Otherwise another prompt is drawn."""

REDRAWS = 3


def is_example(prompt_id: int, share: int) -> bool:
    """Return whether a prompt's images are examples in an arena with this percentage of them."""
    return prompt_id % CYCLE * STEP % CYCLE < share
