"""An endpoint that speaks OpenAI's protocol of images."""

from __future__ import annotations

import base64

from tests.support.network.sites import Handle, page
from tests.support.vendors.vendor import Asked, Vendor, told


class OpenAI(Vendor):
    """Answers with base64, or with an address of its own if ``by_address``."""

    by_address = False

    def step_of(self, asked: Asked) -> str:
        """See Vendor."""
        return "create" if asked.method == "POST" else "image"

    def order(self) -> str:
        """See Vendor."""
        return str(len(self.charges))

    def answer(self, step: str, asked: Asked) -> Handle:
        """See Vendor."""
        if step == "image":
            return page(self.image, content_type="image/png")
        if asked.path not in {"/v1/images/generations", "/v1/images/edits"}:
            return told({"error": {"message": "Invalid URL", "type": "invalid_request_error"}}, 404)
        self.taken(asked)
        address = {"url": f"{self.base}/files/1.png"}
        inline = {"b64_json": base64.b64encode(self.image).decode()}
        return told({"created": 1, "data": [address if self.by_address else inline]})


def error(code: str, status: int = 400, **headers: str) -> Handle:
    """Return an error as OpenAI words it, with the prompt in its message as real ones may have."""
    body = {"error": {"message": "no 'a secret garden' here", "type": "image_error", "code": code}}
    return told(body, status, **headers)
