"""fal: a request goes into a model's queue. The response says where to read its status and its result."""

from __future__ import annotations

from service.providers.answers import at, bad_answer, text_at, word_in
from service.providers.http import VendorClient
from service.providers.jobs import JobEnded, VendorJob, ended
from service.providers.protocol import ImageRequest, ProviderError
from service.providers.upstream import parsed

SOURCE = "image_url"
_WAITING = {"IN_QUEUE", "IN_PROGRESS"}
_PASSING = {"rate-limited", "unavailable"}


class Fal:
    """fal's protocol. See JobVendor. ``upstream`` is the model's id, such as ``fal-ai/flux/dev``."""

    async def start(self, client: VendorClient, request: ImageRequest) -> VendorJob:
        """See JobVendor. What has not begun at the deadline never does, even if this process is gone."""
        model = parsed(client.vendor, request.upstream, SOURCE)
        body: dict[str, object] = {"prompt": request.prompt, "num_images": 1, **model.source_of(request)}
        if request.seed is not None:
            body["seed"] = request.seed
        if request.width and request.height:
            body["image_size"] = {"width": request.width, "height": request.height}
        headers = {"X-Fal-Request-Timeout": f"{request.deadline:g}"}
        answer = await client.create(model.path, headers=headers, json=body)
        look, stop = text_at(answer, "status_url"), text_at(answer, "cancel_url")
        if look is None or stop is None:
            raise bad_answer(client.vendor, "without the addresses of a request")
        return VendorJob(look, ("PUT", stop))

    async def look(self, client: VendorClient, job: VendorJob) -> VendorJob:
        """See JobVendor."""
        answer = await client.look(job.look)
        status = text_at(answer, "status")
        if status in _WAITING:
            return job
        if status != "COMPLETED":
            raise bad_answer(client.vendor, "without the status of the request")
        if at(answer, "error"):
            raise ended(client.vendor, text_at(answer, "error_type") or word_in(text_at(answer, "error")))
        address = text_at(answer, "response_url")
        if address is None:
            raise bad_answer(client.vendor, "without the address of the result")
        return VendorJob(job.look, job.stop, await _image(client, address))


def word_of(body: object) -> str | None:
    """Return the error code: the model's, the platform's, or one found in the platform's sentence."""
    typed = text_at(body, "detail", 0, "type") or text_at(body, "error_type")
    return typed or word_in(text_at(body, "detail"))


async def _image(client: VendorClient, address: str) -> str:
    """Return the address of the image in a result. A model that failed reports its error here."""
    try:
        answer = await client.look(address)
    except ProviderError as error:
        if error.code in _PASSING:
            raise
        raise JobEnded(
            error.code, error.message, retryable=error.retryable, elsewhere=error.elsewhere
        ) from None
    if at(answer, "has_nsfw_concepts", 0) is True:  # the image is all black then
        raise ended(client.vendor, "content_policy_violation")
    image = text_at(answer, "images", 0, "url") or text_at(answer, "image", "url")
    if image is None:
        raise JobEnded("bad-answer", f"{client.vendor} completed the job without an image", retryable=True)
    return image
