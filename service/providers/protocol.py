"""What every provider does: generate one image for one request, or say in one way why it did not."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

NO_ANSWER = "no-answer"
TIMED_OUT = "timed-out"
"""The codes of errors after which the vendor may still have made an image and charged for it."""


@dataclass(frozen=True, slots=True)
class ImageRequest:
    """A request for one image.

    ``width`` and ``height`` in pixels and ``seed`` are None where the vendor may choose. ``source`` is the
    encoded image to edit. ``upstream`` is the vendor's own name for the model. ``attempt`` identifies this
    attempt: vendors that support idempotency keys get it as one, so that they charge at most once.
    ``deadline`` is how many seconds the attempt may take, including retries.
    """

    prompt: str
    upstream: str
    attempt: str
    deadline: float
    width: int | None = None
    height: int | None = None
    seed: int | None = None
    source: bytes | None = None


class ProviderError(Exception):
    """A vendor did not return an image.

    ``code`` is one of a few words that clients may rely on, such as ``rate-limited``, ``refused``,
    ``timed-out``, ``bad-image`` or ``unavailable``; ``message`` tells the client what happened,
    without keys and without the prompt. ``retry_after`` is how many seconds the vendor asked to wait, None
    where it did not say. ``retryable`` says whether another attempt may succeed, later or elsewhere;
    ``elsewhere`` whether one at another provider may. For a refused prompt both are false.
    """

    def __init__(
        self,
        code: str,
        message: str,
        *,
        retryable: bool = False,
        elsewhere: bool = False,
        retry_after: float | None = None,
    ) -> None:
        super().__init__(message)
        self.code = code
        self.message = message
        self.retryable = retryable
        self.elsewhere = elsewhere or retryable
        self.retry_after = retry_after


class Provider(Protocol):
    """Generates images at one vendor."""

    async def generate(self, request: ImageRequest) -> bytes:
        """Return the encoded image, not yet checked. Raise ProviderError where there is no image."""
