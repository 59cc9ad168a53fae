"""What an offer's ``upstream`` says at vendors whose models are addresses: ``owner/name?source=image_url``.

Models there have inputs of their own making. Most take the image to edit in a field of the vendor's custom;
for the others the offer names it: ``?source=input_image``, or ``?source=image_urls[]`` for one that takes
several.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from urllib.parse import parse_qs

from service.providers.outputs import data_address
from service.providers.protocol import ImageRequest, ProviderError

_PATH = re.compile(r"[A-Za-z0-9][\w.-]*(/[A-Za-z0-9][\w.-]*)+(:[\w-]+)?", re.ASCII)
_FIELD = re.compile(r"[A-Za-z]\w*(\[\])?", re.ASCII)


@dataclass(frozen=True, slots=True)
class Upstream:
    """A model's path at a vendor, such as ``owner/name``, and the field that takes the image to edit."""

    path: str
    source: str

    def source_of(self, order: ImageRequest) -> dict[str, object]:
        """Return the image to edit as an input of the model; nothing where there is none."""
        if order.source is None:
            return {}
        address = data_address(order.source)
        name = self.source.removesuffix("[]")
        return {name: address if name == self.source else [address]}


def parsed(vendor: str, text: str, source: str) -> Upstream:
    """Return what an offer says; ``source`` is the field of the vendor's custom. Raise ProviderError."""
    path, _, query = text.partition("?")
    named = parse_qs(query, keep_blank_values=True)
    field = named.pop("source", [source])[-1]
    if named or not _PATH.fullmatch(path) or not _FIELD.fullmatch(field):
        what = f"the offer's name of the model at {vendor} is not such as 'owner/name?source=image_url'"
        raise ProviderError("not-configured", what, elsewhere=True)
    return Upstream(path, field)
