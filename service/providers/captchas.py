"""CAPTCHAs of other services: whether one of them says that a visitor solved its puzzle.

Turnstile and hCaptcha answer the same request. The URL is the operator's or the service's own, never a
visitor's.
"""

from __future__ import annotations

from types import MappingProxyType

import httpx

from service.errors import Unavailable
from service.providers.vetting import usual_trust

URLS = MappingProxyType(
    {
        "turnstile": "https://challenges.cloudflare.com/turnstile/v0/siteverify",
        "hcaptcha": "https://api.hcaptcha.com/siteverify",
    }
)
SECONDS = 5.0


async def is_solved(url: str, secret: str, token: str) -> bool:
    """Return whether a token is one that the service gave to somebody who solved its puzzle, just once.

    Raise Unavailable if it does not answer.
    """
    try:
        async with httpx.AsyncClient(verify=usual_trust(), trust_env=False, timeout=SECONDS) as client:
            answer = await client.post(url, data={"secret": secret, "response": token})
            answer.raise_for_status()
            return answer.json().get("success") is True
    except (httpx.HTTPError, ValueError, AttributeError):
        raise Unavailable("the service of the CAPTCHA does not answer; try again shortly") from None
