"""OpenAI's images, and any endpoint that speaks its protocol.

One call makes the image and is charged; there is no job to look at. GPT image models answer with base64
whatever is asked, and refuse to be asked; others may answer with an address.
"""

from __future__ import annotations

from typing import Any

from service.providers.answers import bad_answer, text_at
from service.providers.http import Endpoint
from service.providers.outputs import Fetch, decoded, image_at, media_type
from service.providers.protocol import ImageRequest


class OpenAI:
    """Paints by ``/images/generations`` and edits by ``/images/edits``. See Provider.

    The protocol has no seed, so an order's is not sent.
    """

    def __init__(self, endpoint: Endpoint, fetch: Fetch) -> None:
        self._endpoint = endpoint
        self._fetch = fetch

    async def paint(self, order: ImageRequest) -> bytes:
        """See Provider."""
        async with self._endpoint.calls(order) as calls:
            if order.source is None:
                answer = await calls.create("images/generations", json=_wish(order))
            else:
                answer = await calls.create("images/edits", data=_wish(order), files=_image(order.source))
            if base64 := text_at(answer, "data", 0, "b64_json"):
                return decoded(calls.vendor, base64)
            if address := text_at(answer, "data", 0, "url"):
                return await image_at(address, calls, self._fetch)
            raise bad_answer(calls.vendor, "without an image")


def word_of(body: object) -> str | None:
    """OpenAI's word for what was wrong: the error's code, or its type."""
    return text_at(body, "error", "code") or text_at(body, "error", "type")


def _wish(order: ImageRequest) -> dict[str, Any]:
    size = {"size": f"{order.width}x{order.height}"} if order.width and order.height else {}
    return {"model": order.upstream, "prompt": order.prompt, "n": 1, **size}


def _image(source: bytes) -> dict[str, tuple[str, bytes, str]]:
    kind = media_type(source) or "application/octet-stream"
    return {"image": (f"image.{kind.rpartition('/')[2]}", source, kind)}
