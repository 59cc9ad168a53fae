"""Replicate's predictions."""

from __future__ import annotations

from tests.support.network.sites import Handle
from tests.support.vendors.jobs import JobVendor
from tests.support.vendors.vendor import Asked, told


class Replicate(JobVendor):
    """See JobVendor. With ``at_once`` a prediction is done in the call that waits for it."""

    at_once = False

    def step_of(self, asked: Asked) -> str:
        """See Vendor."""
        if asked.path.startswith("/files/"):
            return "image"
        if asked.path.endswith("/cancel"):
            return "stop"
        return "create" if asked.method == "POST" else "look"

    def name_in(self, path: str) -> str:
        """See JobVendor."""
        return path.removeprefix("/v1/predictions/").removesuffix("/cancel")

    def described(self, name: str, *, done: bool) -> Handle:
        """See JobVendor."""
        done = done or self.at_once
        ended = "failed" if self.reason else "succeeded"
        address = f"{self.base}/v1/predictions/{name}"
        prediction = {
            "id": name,
            "status": ended if done else ["starting", "processing"][min(self.looks[name], 1)],
            "output": [f"{self.base}/files/{name}.webp"] if done and not self.reason else None,
            "error": self.reason if done else None,
            "urls": {"get": address, "cancel": f"{address}/cancel"},
        }
        return told(prediction, 200 if self.looks[name] else 201)
