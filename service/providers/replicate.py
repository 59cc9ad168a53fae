"""Replicate: a model's prediction, waited for in the call that creates it and looked at afterwards."""

from __future__ import annotations

from math import ceil

from service.providers.answers import bad_answer, text_at, word_in
from service.providers.aspect_ratios import nearest
from service.providers.http import Calls
from service.providers.jobs import JobEnded, VendorJob, ended
from service.providers.protocol import ImageRequest
from service.providers.upstream import parsed

RATIOS = ("1:1", "16:9", "9:16", "3:2", "2:3", "4:3", "3:4", "21:9", "9:21")
SOURCE = "input_image"
# Most models of images are done by then. A longer call would be a longer time in which it can break off
# before the prediction has a name.
_WAIT_SECONDS = 10
_SHORTEST_LIFE = 5
_OVER = {"failed", "canceled", "aborted"}


class Replicate:
    """Replicate's protocol. See JobVendor.

    ``upstream`` is ``owner/name`` for a model that Replicate runs, ``owner/name:version`` for any other. A
    size becomes the nearest of the usual shapes.
    """

    async def start(self, calls: Calls, order: ImageRequest) -> VendorJob:
        """See JobVendor. The prediction ends itself at the deadline, also where this process does not."""
        model = parsed(calls.vendor, order.upstream, SOURCE)
        wish: dict[str, object] = {"prompt": order.prompt, **model.source_of(order)}
        if order.seed is not None:
            wish["seed"] = order.seed
        if ratio := nearest(order, RATIOS):
            wish["aspect_ratio"] = ratio
        headers = {
            "Prefer": f"wait={max(1, min(_WAIT_SECONDS, int(order.deadline)))}",
            "Cancel-After": f"{max(_SHORTEST_LIFE, ceil(order.deadline))}s",
        }
        if ":" in model.path:
            body: dict[str, object] = {"version": model.path, "input": wish}
            return _job(calls, await calls.create("predictions", headers=headers, json=body))
        path = f"models/{model.path}/predictions"
        return _job(calls, await calls.create(path, headers=headers, json={"input": wish}))

    async def look(self, calls: Calls, job: VendorJob) -> VendorJob:
        """See JobVendor."""
        return _job(calls, await calls.look(job.look))


def word_of(body: object) -> str | None:
    """Return a word for what was wrong: Replicate says it in a sentence."""
    return word_in(text_at(body, "detail"))


def _job(calls: Calls, answer: object) -> VendorJob:
    status = text_at(answer, "status")
    if status in _OVER:
        raise ended(calls.vendor, word_in(text_at(answer, "error")))
    look, stop = text_at(answer, "urls", "get"), text_at(answer, "urls", "cancel")
    if look is None or stop is None:
        raise bad_answer(calls.vendor, "without the addresses of a prediction")
    if status != "succeeded":
        return VendorJob(look, ("POST", stop))
    image = text_at(answer, "output") or text_at(answer, "output", 0)
    if image is None:
        raise JobEnded("bad-answer", f"{calls.vendor} completed the job without an image", retryable=True)
    return VendorJob(look, ("POST", stop), image)
