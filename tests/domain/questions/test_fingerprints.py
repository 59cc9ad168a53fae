"""Fingerprints: what is in them, and what is not."""

from __future__ import annotations

from functools import reduce
from itertools import permutations

from service.domain.questions.fingerprints import PromptSet, fingerprint

DIGESTS = [bytes([i]) * 16 for i in range(4)]


def of(digests: list[bytes]) -> PromptSet:
    return reduce(PromptSet.plus, digests, PromptSet())


def test_prompts_have_no_order_and_can_be_joined() -> None:
    assert len({of([*order]) for order in permutations(DIGESTS)}) == 1
    assert of(DIGESTS[:1]).joined(of(DIGESTS[1:])) == of(DIGESTS)


def test_another_prompt_task_or_method_is_another_fingerprint() -> None:
    usual = fingerprint("text-to-image", "83502c1ff18c", of(DIGESTS))
    others = [
        fingerprint("image-editing", "83502c1ff18c", of(DIGESTS)),
        fingerprint("text-to-image", "93502c1ff18c", of(DIGESTS)),
        fingerprint("text-to-image", "83502c1ff18c", of(DIGESTS[1:])),
        fingerprint("text-to-image", "83502c1ff18c", of([*DIGESTS, b"x" * 16])),
    ]
    assert len({usual, *others}) == 5
    # The same on every machine and in every version, or what was compared yesterday cannot be today.
    assert usual == "08f7447ee0322d0e"


def test_without_prompts_nobody_knows() -> None:
    assert fingerprint("text-to-image", "83502c1ff18c", PromptSet()) is None
