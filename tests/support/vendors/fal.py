"""Queues of fal."""

from __future__ import annotations

from tests.support.network.sites import Handle
from tests.support.vendors.jobs import JobVendor
from tests.support.vendors.vendor import Asked, told

QUEUE = "/fal-ai/flux/requests/"


class Fal(JobVendor):
    """See JobVendor; ``reason`` is the type of the model's error, ``blank`` paints black what is not safe."""

    scheme = "Key"
    blank = False

    def step_of(self, asked: Asked) -> str:
        """See Vendor."""
        if asked.path.startswith("/files/"):
            return "image"
        if asked.method != "GET":
            return {"POST": "create", "PUT": "stop"}[asked.method]
        return "look" if asked.path.endswith("/status") else "result"

    def name_in(self, path: str) -> str:
        """See JobVendor."""
        return path.removeprefix(QUEUE).partition("/")[0]

    def answer(self, step: str, asked: Asked) -> Handle:
        """See Vendor."""
        return self._result(self.name_in(asked.path)) if step == "result" else super().answer(step, asked)

    def described(self, name: str, *, done: bool) -> Handle:
        """See JobVendor."""
        address = f"{self.base}{QUEUE}{name}"
        status = "COMPLETED" if done else ["IN_QUEUE", "IN_PROGRESS"][min(self.looks[name], 1)]
        addresses = {
            "response_url": address,
            "status_url": f"{address}/status",
            "cancel_url": f"{address}/cancel",
        }
        created = not self.looks[name]
        return told({"request_id": name, "status": status, **addresses}, 200 if done or created else 202)

    def _result(self, name: str) -> Handle:
        if self.reason:
            detail = [{"loc": ["body", "prompt"], "msg": "no 'a secret garden' here", "type": self.reason}]
            return told({"detail": detail}, 422)
        image = {"url": f"{self.base}/files/{name}.png", "content_type": "image/png"}
        return told({"images": [image], "has_nsfw_concepts": [self.blank], "seed": 7})
