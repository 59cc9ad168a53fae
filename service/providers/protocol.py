"""What every provider does: paint one image for one order, or say in one way why it did not."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

NO_ANSWER = "no-answer"
TIMED_OUT = "timed-out"
"""The codes of errors after which the vendor may have painted and charged all the same."""


@dataclass(frozen=True, slots=True)
class ImageRequest:
    """What one image is asked for.

    ``width`` and ``height`` in pixels and ``seed`` are None where the vendor may choose. ``source`` is the
    encoded image to edit. ``upstream`` is the vendor's own name of the model. ``attempt`` names this attempt:
    a vendor that knows idempotency keys gets it as one, so that it is charged at most once. ``deadline`` is
    how many seconds the attempt may take, all of the vendor's retries included.
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
    """A vendor gave no image.

    ``code`` is one of a few words that clients may rely on, such as ``rate-limited``, ``refused``,
    ``timed-out``, ``bad-image`` or ``unavailable``; ``message`` says what happened in words for whoever
    asked, without keys and without the prompt. ``retry_after`` is how many seconds the vendor asked to wait,
    None where it did not say. ``retryable`` says whether another attempt could do better, later or at another
    provider; ``elsewhere`` that only one at another provider could. A prompt that was refused is neither.
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
    """Paints images of one vendor."""

    async def paint(self, order: ImageRequest) -> bytes:
        """Return the encoded image, not yet checked to be one. Raise ProviderError where there is none."""
