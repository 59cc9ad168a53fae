"""Luma's Dream Machine: Photon makes images as jobs that are looked at until they are done."""

from __future__ import annotations

from urllib.parse import quote

from service.providers.answers import bad_answer, text_at, word_in
from service.providers.aspect_ratios import nearest
from service.providers.http import Calls
from service.providers.jobs import JobEnded, VendorJob, ended
from service.providers.protocol import ImageRequest, ProviderError

RATIOS = ("1:1", "16:9", "9:16", "4:3", "3:4", "21:9", "9:21")


class Luma:
    """Luma's protocol. See JobVendor.

    It takes the nearest of seven shapes instead of a size, no seed, and no image to edit but by a public
    address of it, which an order does not have.
    """

    async def start(self, calls: Calls, order: ImageRequest) -> VendorJob:
        """See JobVendor."""
        if order.source is not None:
            what = f"{calls.vendor} edits only images that have a public address"
            raise ProviderError("unsupported", what, elsewhere=True)
        wish = {"prompt": order.prompt, "model": order.upstream}
        if ratio := nearest(order, RATIOS):
            wish["aspect_ratio"] = ratio
        answer = await calls.create("generations/image", json=wish)
        name = text_at(answer, "id")
        if name is None:
            raise bad_answer(calls.vendor, "without the id of a job")
        address = f"generations/{quote(name, safe='')}"
        return _job(calls, address, answer)

    async def look(self, calls: Calls, job: VendorJob) -> VendorJob:
        """See JobVendor."""
        return _job(calls, job.look, await calls.look(job.look))


def word_of(body: object) -> str | None:
    """Return a word for what was wrong: Luma says it in a sentence."""
    return word_in(text_at(body, "detail"))


def _job(calls: Calls, address: str, answer: object) -> VendorJob:
    state = text_at(answer, "state")
    if state == "failed":
        raise ended(calls.vendor, word_in(text_at(answer, "failure_reason")))
    image = text_at(answer, "assets", "image")
    if state == "completed" and image is None:
        raise JobEnded("bad-answer", f"{calls.vendor} completed the job without an image", retryable=True)
    if state not in {"queued", "dreaming", "completed"}:
        raise bad_answer(calls.vendor, "without the state of the job")
    return VendorJob(address, ("DELETE", address), image if state == "completed" else None)
