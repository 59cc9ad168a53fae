"""Luma's Dream Machine: Photon makes images as jobs that are polled until they are done."""

from __future__ import annotations

from urllib.parse import quote

from service.providers.answers import bad_answer, text_at, word_in
from service.providers.aspect_ratios import nearest
from service.providers.http import VendorClient
from service.providers.jobs import JobEnded, VendorJob, ended
from service.providers.protocol import ImageRequest, ProviderError

RATIOS = ("1:1", "16:9", "9:16", "4:3", "3:4", "21:9", "9:21")


class Luma:
    """Luma's protocol. See JobVendor.

    It accepts one of seven aspect ratios instead of a size, and no seed. It edits only images that have a
    public address, which the image of a request does not have.
    """

    async def start(self, client: VendorClient, request: ImageRequest) -> VendorJob:
        """See JobVendor."""
        if request.source is not None:
            what = f"{client.vendor} edits only images that have a public address"
            raise ProviderError("unsupported", what, elsewhere=True)
        body = {"prompt": request.prompt, "model": request.upstream}
        if ratio := nearest(request, RATIOS):
            body["aspect_ratio"] = ratio
        answer = await client.create("generations/image", json=body)
        name = text_at(answer, "id")
        if name is None:
            raise bad_answer(client.vendor, "without the id of a job")
        address = f"generations/{quote(name, safe='')}"
        return _job(client, address, answer)

    async def look(self, client: VendorClient, job: VendorJob) -> VendorJob:
        """See JobVendor."""
        return _job(client, job.look, await client.look(job.look))


def word_of(body: object) -> str | None:
    """Return an error code: Luma sends only a sentence."""
    return word_in(text_at(body, "detail"))


def _job(client: VendorClient, address: str, answer: object) -> VendorJob:
    state = text_at(answer, "state")
    if state == "failed":
        raise ended(client.vendor, word_in(text_at(answer, "failure_reason")))
    image = text_at(answer, "assets", "image")
    if state == "completed" and image is None:
        raise JobEnded("bad-answer", f"{client.vendor} completed the job without an image", retryable=True)
    if state not in {"queued", "dreaming", "completed"}:
        raise bad_answer(client.vendor, "without the state of the job")
    return VendorJob(address, ("DELETE", address), image if state == "completed" else None)
