"""Luma's Dream Machine, as far as images go."""

from __future__ import annotations

from tests.support.network.sites import Handle
from tests.support.vendors.jobs import JobVendor
from tests.support.vendors.vendor import Asked, told


class Luma(JobVendor):
    """See JobVendor. Its endpoint is ``base`` with ``/dream-machine/v1``."""

    def step_of(self, asked: Asked) -> str:
        """See Vendor."""
        if asked.path.startswith("/files/"):
            return "image"
        if asked.path == "/dream-machine/v1/generations/image" and asked.method == "POST":
            return "create"
        return {"GET": "look", "DELETE": "stop"}[asked.method]

    def name_in(self, path: str) -> str:
        """See JobVendor."""
        return path.removeprefix("/dream-machine/v1/generations/")

    def described(self, name: str, *, done: bool) -> Handle:
        """See JobVendor."""
        ended = "failed" if self.reason else "completed"
        generation = {
            "id": name,
            "generation_type": "image",
            "state": ended if done else ["queued", "dreaming"][min(self.looks[name], 1)],
            "failure_reason": self.reason if done else None,
            "created_at": "2026-11-22T10:00:00Z",
            "assets": {"image": f"{self.base}/files/{name}.jpg"} if done and not self.reason else None,
            "model": "photon-1",
        }
        return told(generation, 200 if self.looks[name] else 201)
