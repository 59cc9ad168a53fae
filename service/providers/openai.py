"""OpenAI's images, and any endpoint that speaks its protocol.

One call makes the image and is charged; there is no job to poll. GPT image models always return base64 and
reject a parameter that asks for it; other models may return an address.
"""

from __future__ import annotations

from service.providers.answers import bad_answer, text_at
from service.providers.http import Endpoint
from service.providers.outputs import Fetch, decoded, image_at, media_type
from service.providers.protocol import ImageRequest


class OpenAI:
    """Generates by ``/images/generations`` and edits by ``/images/edits``. See Provider.

    The protocol has no seed, so the seed of a request is not sent.
    """

    def __init__(self, endpoint: Endpoint, fetch: Fetch) -> None:
        self._endpoint = endpoint
        self._fetch = fetch

    async def generate(self, request: ImageRequest) -> bytes:
        """See Provider."""
        async with self._endpoint.client(request) as client:
            if request.source is None:
                answer = await client.create("images/generations", json=_parameters(request))
            else:
                answer = await client.create(
                    "images/edits", data=_parameters(request), files=_image(request.source)
                )
            if base64 := text_at(answer, "data", 0, "b64_json"):
                return decoded(client.vendor, base64)
            if address := text_at(answer, "data", 0, "url"):
                return await image_at(address, client, self._fetch)
            raise bad_answer(client.vendor, "without an image")


def word_of(body: object) -> str | None:
    """Return OpenAI's error code, or the error's type."""
    return text_at(body, "error", "code") or text_at(body, "error", "type")


def _parameters(request: ImageRequest) -> dict[str, object]:
    size = {"size": f"{request.width}x{request.height}"} if request.width and request.height else {}
    return {"model": request.upstream, "prompt": request.prompt, "n": 1, **size}


def _image(source: bytes) -> dict[str, tuple[str, bytes, str]]:
    kind = media_type(source) or "application/octet-stream"
    return {"image": (f"image.{kind.rpartition('/')[2]}", source, kind)}
