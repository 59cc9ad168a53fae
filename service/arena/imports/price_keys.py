"""The keys of litellm's price file: the model that a key names, and its variant of quality and size.

A key is a path such as ``fal_ai/high/1024-x-1536/openai/gpt-image-2.5/flare/edit``. Quality, size, steps and
task distinguish the prices of one model. Providers, vendors and folders of hosts are not part of its name.
The rest is: ``gpt-image-2.5-flare``.
"""

from __future__ import annotations

import re
from typing import NamedTuple

_QUALITY = {"low", "medium", "high", "xhigh", "max", "standard", "hd"}
_TASKS = {"text-to-image", "edit"}
_SIZE = re.compile(r"(\d+|max)-x-(\d+|max)|(\d+|max)-steps")
# A model's maker or host is not part of its name.
_NAMESPACES = {
    "accounts",
    "bedrock",
    "black-forest-labs",
    "bria",
    "bytedance",
    "fal-ai",
    "fireworks",
    "google",
    "models",
    "openai",
    "stabilityai",
}
# Bedrock's ids: an optional region, the vendor, the model, and the number of its deployment.
_BEDROCK = re.compile(r"(?:us\.)?(?:amazon|stability)\.(.+)")
_DEPLOYMENT = re.compile(r":\d+$")


class PricedModel(NamedTuple):
    """The model that a key names, in the key's spelling, and the variant that the price is for."""

    name: str
    variant: tuple[str, ...]

    @property
    def edits(self) -> bool:
        """Whether the price is for editing an image."""
        return "edit" in self.variant


def priced_model(key: str, provider: str) -> PricedModel:
    """Return the model and the variant that a key of this provider names."""
    parts = key.split("/")
    variant = tuple(part for part in parts if part in _QUALITY | _TASKS or _SIZE.fullmatch(part))
    named = [part for part in parts if part not in variant and part != provider]
    own = [part for part in named if part not in _NAMESPACES]
    # "bria/text-to-image/3.2": a version alone is not a name, so the vendor stays.
    chosen = own if any(c.isalpha() for part in own for c in part) else named
    name = "-".join(chosen)
    bedrock = _BEDROCK.fullmatch(name)
    return PricedModel(_DEPLOYMENT.sub("", bedrock[1] if bedrock else name), variant)
