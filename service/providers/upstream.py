"""An offer's ``upstream`` at vendors whose models are paths: ``owner/name?source=image_url``.

Each model there defines its own inputs. Most take the image to edit in the vendor's usual field. For the
others the offer names the field: ``?source=input_image``, or ``?source=image_urls[]`` for a list.
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

    def source_of(self, request: ImageRequest) -> dict[str, object]:
        """Return the image to edit as an input of the model, nothing where there is no image."""
        if request.source is None:
            return {}
        address = data_address(request.source)
        name = self.source.removesuffix("[]")
        return {name: address if name == self.source else [address]}


def parsed(vendor: str, text: str, source: str) -> Upstream:
    """Return the parsed upstream; ``source`` is the vendor's usual field. Raise ProviderError."""
    path, _, query = text.partition("?")
    options = parse_qs(query, keep_blank_values=True)
    field = options.pop("source", [source])[-1]
    if options or not _PATH.fullmatch(path) or not _FIELD.fullmatch(field):
        what = f"the offer's upstream at {vendor} is not of the form 'owner/name?source=image_url'"
        raise ProviderError("not-configured", what, elsewhere=True)
    return Upstream(path, field)
