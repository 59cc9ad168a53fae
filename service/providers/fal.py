"""fal: an order goes into a model's queue; its status and its result are looked at where the answer says."""

from __future__ import annotations

from service.providers.answers import at, bad_answer, text_at, word_in
from service.providers.http import Calls
from service.providers.jobs import JobEnded, VendorJob, ended
from service.providers.protocol import ImageRequest, ProviderError
from service.providers.upstream import parsed

SOURCE = "image_url"
_WAITING = {"IN_QUEUE", "IN_PROGRESS"}
_PASSING = {"rate-limited", "unavailable"}


class Fal:
    """fal's protocol. See JobVendor. ``upstream`` is the model's id, such as ``fal-ai/flux/dev``."""

    async def start(self, calls: Calls, order: ImageRequest) -> VendorJob:
        """See JobVendor. What has not begun at the deadline never does, also where this process is gone."""
        model = parsed(calls.vendor, order.upstream, SOURCE)
        wish: dict[str, object] = {"prompt": order.prompt, "num_images": 1, **model.source_of(order)}
        if order.seed is not None:
            wish["seed"] = order.seed
        if order.width and order.height:
            wish["image_size"] = {"width": order.width, "height": order.height}
        headers = {"X-Fal-Request-Timeout": f"{order.deadline:g}"}
        answer = await calls.create(model.path, headers=headers, json=wish)
        look, stop = text_at(answer, "status_url"), text_at(answer, "cancel_url")
        if look is None or stop is None:
            raise bad_answer(calls.vendor, "without the addresses of a request")
        return VendorJob(look, ("PUT", stop))

    async def look(self, calls: Calls, job: VendorJob) -> VendorJob:
        """See JobVendor."""
        answer = await calls.look(job.look)
        status = text_at(answer, "status")
        if status in _WAITING:
            return job
        if status != "COMPLETED":
            raise bad_answer(calls.vendor, "without the status of the request")
        if at(answer, "error"):
            raise ended(calls.vendor, text_at(answer, "error_type") or word_in(text_at(answer, "error")))
        address = text_at(answer, "response_url")
        if address is None:
            raise bad_answer(calls.vendor, "without the address of the result")
        return VendorJob(job.look, job.stop, await _image(calls, address))


def word_of(body: object) -> str | None:
    """The word for what was wrong: the model's, the platform's, or one found in the platform's sentence."""
    typed = text_at(body, "detail", 0, "type") or text_at(body, "error_type")
    return typed or word_in(text_at(body, "detail"))


async def _image(calls: Calls, address: str) -> str:
    """Return the address of the image in a result. A model that failed answers here, with its own status."""
    try:
        answer = await calls.look(address)
    except ProviderError as error:
        if error.code in _PASSING:
            raise
        raise JobEnded(
            error.code, error.message, retryable=error.retryable, elsewhere=error.elsewhere
        ) from None
    if at(answer, "has_nsfw_concepts", 0) is True:  # what is sent then is all black
        raise ended(calls.vendor, "content_policy_violation")
    image = text_at(answer, "images", 0, "url") or text_at(answer, "image", "url")
    if image is None:
        raise JobEnded("bad-answer", f"{calls.vendor} completed the job without an image", retryable=True)
    return image
