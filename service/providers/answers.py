"""Vendors' responses: read up to a limit, and translated into an error unless they hold what was requested.

A vendor's message is not passed on, since it may repeat the prompt. Its machine-readable error code is.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable

import httpx

from service.domain.images import MAX_BYTES
from service.providers.backoff import seconds_asked
from service.providers.protocol import ProviderError

MOST_JSON = MAX_BYTES * 4 // 3 + 1_000_000
"""Bytes of the largest response: an image in base64, and the JSON around it."""

WordOf = Callable[[object], str | None]
"""Finds the machine-readable error code in the body of a response."""

_MOST_OF_AN_ERROR = 65_536
_SURROGATE = re.compile("[\ud800-\udfff]")
_WORD = re.compile(r"[A-Za-z][A-Za-z0-9_.-]{0,59}")
_REFUSED, _BROKE = "content_policy_violation", "insufficient_credits"
_REFUSALS = {_REFUSED, "moderation_blocked"}
_UNPAID = {_BROKE, "billing_hard_limit_reached", "billing_not_active", "insufficient_quota"}
# Some vendors have no codes for these, only sentences.
_SENTENCES = (
    (
        re.compile(r"moderat|nsfw|content polic|safety (system|filter)|\bflagged\b", re.IGNORECASE),
        _REFUSED,
    ),
    (re.compile(r"\b(credits?|balance|billing)\b", re.IGNORECASE), _BROKE),
)
_TURNED_AWAY = {429: "rate-limited", 503: "unavailable"}
_UNKNOWN = {
    401: "it does not accept the key",
    403: "it does not allow this with the key",
    404: "it does not know this model or address",
}


class TurnedAway(ProviderError):
    """The vendor certainly did nothing: it was not reached, or it rejected the call for lack of capacity."""


def word_in(sentence: str | None) -> str | None:
    """Return the error code for a vendor's sentence, None where it matches none."""
    return next((word for pattern, word in _SENTENCES if pattern.search(sentence or "")), None)


def is_refusal(word: str | None) -> bool:
    """Return whether an error code means that the vendor refuses to make this image."""
    return word in _REFUSALS


def failure(vendor: str, status: int, word: str | None, asked: float | None = None) -> ProviderError:
    """Return the error that a response means, by its HTTP status and the vendor's error code."""
    if is_refusal(word):
        return ProviderError("refused", f"{vendor} refuses this prompt or image")
    if word in _UNPAID or status == httpx.codes.PAYMENT_REQUIRED:
        return ProviderError("not-configured", f"the account at {vendor} has no credit left", elsewhere=True)
    what = f"{vendor} answered {status}" + (f" ({word})" if word and _WORD.fullmatch(word) else "")
    return _by_status(what, status, asked)


def _by_status(what: str, status: int, asked: float | None) -> ProviderError:
    if httpx.codes.is_redirect(status):
        return ProviderError("bad-answer", f"{what}: redirects are not followed", retryable=True)
    if status in _TURNED_AWAY:
        return TurnedAway(_TURNED_AWAY[status], what, retryable=True, retry_after=asked)
    if status in _UNKNOWN:
        return ProviderError("not-configured", f"{what}: {_UNKNOWN[status]}", elsewhere=True)
    if status >= httpx.codes.INTERNAL_SERVER_ERROR or status == httpx.codes.REQUEST_TIMEOUT:
        return ProviderError("unavailable", what, retryable=True, retry_after=asked)
    return ProviderError("invalid", f"{what}: it does not accept this request", elsewhere=True)


def bad_answer(vendor: str, how: str) -> ProviderError:
    """Return the error for a response that does not follow the vendor's protocol."""
    return ProviderError("bad-answer", f"{vendor} answered {how}", retryable=True)


async def json_of(vendor: str, answer: httpx.Response, word_of: WordOf) -> object:
    """Return the JSON of a response; raise ProviderError for an error, other content, and too many bytes."""
    if not answer.is_success:
        raise await _refusal(vendor, answer, word_of)
    if not _is_json(answer):
        raise bad_answer(vendor, "with something other than JSON")
    try:
        return json.loads(await body_of(vendor, answer, MOST_JSON))
    except (ValueError, RecursionError):
        raise bad_answer(vendor, "with JSON that cannot be read") from None


async def image_in(vendor: str, answer: httpx.Response) -> bytes:
    """Return the bytes of a response that should be an image; raise ProviderError as `json_of` does."""
    if not answer.is_success:
        raise await _refusal(vendor, answer, lambda _: None)
    kind = answer.headers.get("content-type", "")
    if not kind.startswith(("image/", "application/octet-stream", "binary/octet-stream")):
        raise ProviderError("bad-image", f"{vendor} sent something other than an image", retryable=True)
    return await body_of(vendor, answer, MAX_BYTES)


async def body_of(vendor: str, answer: httpx.Response, most: int) -> bytes:
    """Return the body of a response; raise ProviderError for compressed bytes and for more than ``most``.

    Nothing is decompressed, because a few bytes may decompress to any number of them.
    """
    if answer.headers.get("content-encoding", "identity") != "identity":
        raise bad_answer(vendor, "with a compressed body, which it was asked not to send")
    too_much = bad_answer(vendor, f"with more than {most} bytes")
    if int(answer.headers.get("content-length", 0)) > most:  # httpx guarantees a number
        raise too_much
    body = bytearray()
    async for chunk in answer.aiter_raw():
        body += chunk
        if len(body) > most:
            raise too_much
    return bytes(body)


async def _refusal(vendor: str, answer: httpx.Response, word_of: WordOf) -> ProviderError:
    word: str | None = None
    if answer.is_error and _is_json(answer):
        try:
            word = word_of(json.loads(await body_of(vendor, answer, _MOST_OF_AN_ERROR)))
        except (ProviderError, ValueError, RecursionError):
            word = None  # the status is enough
    return failure(vendor, answer.status_code, word, seconds_asked(answer.headers.get("retry-after")))


def _is_json(answer: httpx.Response) -> bool:
    kind: str = answer.headers.get("content-type", "").partition(";")[0].strip().lower()
    return kind == "application/json" or kind.endswith("+json")


def at(body: object, *path: str | int) -> object:
    """Return the JSON value at a path such as ``"data", 0, "url"``, None where there is nothing."""
    for step in path:
        if isinstance(body, dict) and isinstance(step, str):
            body = body.get(step)
        elif isinstance(body, list) and isinstance(step, int) and step < len(body):
            body = body[step]
        else:
            return None
    return body


def text_at(body: object, *path: str | int) -> str | None:
    """Return the text at a path, None where there is no text or one that cannot be encoded."""
    text = at(body, *path)
    if not isinstance(text, str) or not text:
        return None
    return text if text.isascii() or not _SURROGATE.search(text) else None
