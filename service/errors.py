"""Business errors: each is a class with an HTTP status and a code, rendered in one place.

The code is the last part of the problem's ``type``; clients may rely on it. The detail says what
was wrong and how to mend it, in words for whoever sent the request.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class FieldError:
    """One thing wrong with one field: a dotted path such as ``votes.3.outcome`` and what is wrong there."""

    field: str
    detail: str


class ArenaError(Exception):
    """The root of all errors that a caller can cause or must know about."""

    status = 500
    code = "internal-error"
    title = "Something went wrong in the service"
    retry_after: int | None = None

    def __init__(self, detail: str, errors: Sequence[FieldError] = ()) -> None:
        super().__init__(detail)
        self.detail = detail
        self.errors = tuple(errors)


class Malformed(ArenaError):
    """The request could not be read at all: not JSON, or not the form the header promises."""

    status = 400
    code = "malformed-request"
    title = "The request cannot be read"


class Unauthorized(ArenaError):
    """No key, or one that is unknown or revoked."""

    status = 401
    code = "unauthorized"
    title = "A valid key is needed"


class Forbidden(ArenaError):
    """The key is valid but does not carry the scope."""

    status = 403
    code = "forbidden"
    title = "Not allowed"


class NotFound(ArenaError):
    """The named thing does not exist."""

    status = 404
    code = "not-found"
    title = "Not found"


class MethodNotAllowed(ArenaError):
    """The address exists, but not for this method."""

    status = 405
    code = "method-not-allowed"
    title = "The method is not possible here"


class Conflict(ArenaError):
    """The request contradicts what is stored."""

    status = 409
    code = "conflict"
    title = "Conflict with what is stored"


class AlreadyVoted(Conflict):
    """The matchup has its vote, with another outcome."""

    code = "already-voted"
    title = "This matchup has been voted on"


class NoMatchup(NotFound):
    """Nothing can be dealt to this voter now; the detail says why."""

    code = "no-matchup-available"
    title = "There is no matchup to vote on"


class Gone(ArenaError):
    """It was there, and its time is over."""

    status = 410
    code = "gone"
    title = "No longer possible"


class TooLarge(ArenaError):
    """The body is larger than the service reads."""

    status = 413
    code = "body-too-large"
    title = "The body is too large"


class UnsupportedType(ArenaError):
    """The body is of a type that this address does not read."""

    status = 415
    code = "unsupported-media-type"
    title = "The type of the body is not supported"


class Invalid(ArenaError):
    """The request was read and is wrong in content."""

    status = 422
    code = "invalid"
    title = "The request is not valid"


class IdempotencyMismatch(Invalid):
    """An idempotency key was used before with another body."""

    code = "idempotency-key-reused"
    title = "The idempotency key belongs to another request"


class NotFetched(Invalid):
    """What stands at an address could not be had; ``transient`` says whether trying again may help."""

    code = "not-fetched"
    title = "What the address leads to cannot be fetched"

    def __init__(self, detail: str, *, transient: bool = False) -> None:
        super().__init__(detail)
        self.transient = transient


class TooMany(ArenaError):
    """More than the service takes from one voter, address or key; ``retry_after`` says when again."""

    status = 429
    code = "too-many-requests"
    title = "Too many requests"

    def __init__(self, detail: str, retry_after: int) -> None:
        super().__init__(detail)
        self.retry_after = retry_after


class GenerationFailed(ArenaError):
    """No provider made the image; the detail says why. Trying again at once would not help."""

    status = 502
    code = "not-painted"
    title = "The image was not painted"


class GenerationTimeout(ArenaError):
    """The image was not there when the time for the request was up."""

    status = 504
    code = "not-painted-in-time"
    title = "The image took too long"


class Unavailable(ArenaError):
    """The database or the queue cannot take the request now; it had no effect that was acknowledged."""

    status = 503
    code = "unavailable"
    title = "Try again shortly"
    retry_after = 1


class StorageFull(ArenaError):
    """There is no room left to store anything; nothing was stored."""

    status = 507
    code = "storage-full"
    title = "No room left to store this"
    retry_after = 60


class Damaged(ArenaError):
    """Bytes that were stored are missing, or are no longer what they were."""

    status = 503
    code = "damaged"
    title = "What is stored is damaged"
