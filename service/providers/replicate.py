"""Replicate: a model's prediction, awaited in the call that creates it and polled afterwards."""

from __future__ import annotations

from math import ceil

from service.providers.answers import bad_answer, text_at, word_in
from service.providers.aspect_ratios import nearest
from service.providers.http import VendorClient
from service.providers.jobs import JobEnded, VendorJob, ended
from service.providers.protocol import ImageRequest
from service.providers.upstream import parsed

RATIOS = ("1:1", "16:9", "9:16", "3:2", "2:3", "4:3", "3:4", "21:9", "9:21")
SOURCE = "input_image"
# Most image models are done by then. The longer the call, the more time for it to break off before the
# prediction has an id.
_WAIT_SECONDS = 10
_SHORTEST_LIFE = 5
_OVER = {"failed", "canceled", "aborted"}


class Replicate:
    """Replicate's protocol. See JobVendor.

    ``upstream`` is ``owner/name`` for a model that Replicate runs, ``owner/name:version`` for any other. A
    size becomes the nearest of the usual aspect ratios.
    """

    async def start(self, client: VendorClient, request: ImageRequest) -> VendorJob:
        """See JobVendor. The prediction ends at the deadline, even if this process is gone."""
        model = parsed(client.vendor, request.upstream, SOURCE)
        parameters: dict[str, object] = {"prompt": request.prompt, **model.source_of(request)}
        if request.seed is not None:
            parameters["seed"] = request.seed
        if ratio := nearest(request, RATIOS):
            parameters["aspect_ratio"] = ratio
        headers = {
            "Prefer": f"wait={max(1, min(_WAIT_SECONDS, int(request.deadline)))}",
            "Cancel-After": f"{max(_SHORTEST_LIFE, ceil(request.deadline))}s",
        }
        if ":" in model.path:
            body: dict[str, object] = {"version": model.path, "input": parameters}
            return _job(client, await client.create("predictions", headers=headers, json=body))
        path = f"models/{model.path}/predictions"
        return _job(client, await client.create(path, headers=headers, json={"input": parameters}))

    async def look(self, client: VendorClient, job: VendorJob) -> VendorJob:
        """See JobVendor."""
        return _job(client, await client.look(job.look))


def word_of(body: object) -> str | None:
    """Return an error code: Replicate sends only a sentence."""
    return word_in(text_at(body, "detail"))


def _job(client: VendorClient, answer: object) -> VendorJob:
    status = text_at(answer, "status")
    if status in _OVER:
        raise ended(client.vendor, word_in(text_at(answer, "error")))
    look, stop = text_at(answer, "urls", "get"), text_at(answer, "urls", "cancel")
    if look is None or stop is None:
        raise bad_answer(client.vendor, "without the addresses of a prediction")
    if status != "succeeded":
        return VendorJob(look, ("POST", stop))
    image = text_at(answer, "output") or text_at(answer, "output", 0)
    if image is None:
        raise JobEnded("bad-answer", f"{client.vendor} completed the job without an image", retryable=True)
    return VendorJob(look, ("POST", stop), image)
