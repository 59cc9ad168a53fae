"""Business errors: each is a class with an HTTP status and a code, rendered in one place.

The code is the last part of the problem's ``type``; clients may rely on it. The detail tells the sender of
the request what went wrong and how to fix it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType


@dataclass(frozen=True, slots=True)
class FieldError:
    """One problem with one field: its dotted path, such as ``votes.3.outcome``, and what is wrong."""

    field: str
    detail: str


class ArenaError(Exception):
    """The service failed to answer this request; its log has the reason under the request's id."""

    # Its subclasses are the errors that a caller can cause or needs to know about.

    status = 500
    code = "internal-error"
    title = "Something went wrong in the service"
    retry_after: int | None = None
    members: Mapping[str, object] = MappingProxyType({})
    """What else the problem has, by name."""

    def __init__(self, detail: str, errors: Sequence[FieldError] = ()) -> None:
        super().__init__(detail)
        self.detail = detail
        self.errors = tuple(errors)

    def __reduce__(self) -> tuple[Callable[..., ArenaError], tuple[object, ...], dict[str, object]]:
        """Return how another process gets the error: as it is, whatever its class asks for to make one."""
        return _with_text, (type(self), self.detail), self.__dict__


def _with_text(cls: type[ArenaError], detail: str) -> ArenaError:
    return cls.__new__(cls, detail)


class Malformed(ArenaError):
    """The request could not be read: its body is not JSON, or not the form that its header declares."""

    status = 400
    code = "malformed-request"
    title = "The request cannot be read"


class Unauthorized(ArenaError):
    """The request has no key, or one that is unknown or revoked."""

    status = 401
    code = "unauthorized"
    title = "A valid key is needed"


class Forbidden(ArenaError):
    """The key is valid but lacks the scope."""

    status = 403
    code = "forbidden"
    title = "Not allowed"


class ChallengeNeeded(Forbidden):
    """The arena asks for a proof first; the problem has the ``challenge`` to solve."""

    code = "challenge-needed"
    title = "A proof is needed first"

    def __init__(self, detail: str, challenge: Mapping[str, object]) -> None:
        super().__init__(detail)
        self.members = {"challenge": challenge}


class NotFound(ArenaError):
    """Nothing has that name or number."""

    status = 404
    code = "not-found"
    title = "Not found"


class MethodNotAllowed(ArenaError):
    """The path exists, but not for this method."""

    status = 405
    code = "method-not-allowed"
    title = "The method is not allowed here"


class TooSlow(ArenaError):
    """The client did not send its request in time."""

    status = 408
    code = "request-timeout"
    title = "The request took too long to arrive"


class Conflict(ArenaError):
    """The request conflicts with what is stored."""

    status = 409
    code = "conflict"
    title = "Conflict with what is stored"


class AlreadyVoted(Conflict):
    """The matchup already has a vote with another outcome."""

    code = "already-voted"
    title = "This matchup has been voted on"


class NoMatchup(NotFound):
    """There is no matchup for this voter now; the detail says why, and the ``reason`` in one word.

    It is ``retired`` (the arena), ``empty``, ``seen`` (every pair), or ``unreadable``: every pair but those
    in languages that the voter cannot read.
    """

    code = "no-matchup-available"
    title = "There is no matchup to vote on"

    def __init__(self, detail: str, reason: str) -> None:
        super().__init__(detail)
        self.reason = reason
        self.members = {"reason": reason}


class Gone(ArenaError):
    """It existed, but its time is over."""

    status = 410
    code = "gone"
    title = "No longer possible"


class Outdated(ArenaError):
    """The request is for a version, named in If-Match, that is not the current one."""

    status = 412
    code = "precondition-failed"
    title = "It has changed in the meantime"


class TooLarge(ArenaError):
    """The body is larger than the service accepts."""

    status = 413
    code = "body-too-large"
    title = "The body is too large"


class UnsupportedType(ArenaError):
    """The body has a type that this path does not accept."""

    status = 415
    code = "unsupported-media-type"
    title = "The type of the body is not supported"


class UnsupportedCoding(UnsupportedType):
    """The body is compressed in a way that the service does not know."""

    code = "unsupported-coding"
    title = "The compression of the body is not supported"


class RangeNotSatisfiable(ArenaError):
    """The request asks for a part that the body of ``size`` bytes does not have."""

    status = 416
    code = "range-not-satisfiable"
    title = "There is no such part"

    def __init__(self, size: int) -> None:
        super().__init__(f"the body has {size} bytes; ask for a range within them")
        self.size = size


class Invalid(ArenaError):
    """The request was read, but its content is not valid."""

    status = 422
    code = "invalid"
    title = "The request is not valid"


class IdempotencyMismatch(Invalid):
    """The idempotency key was already used with another body."""

    code = "idempotency-key-reused"
    title = "The idempotency key belongs to another request"


class NotFetched(Invalid):
    """A URL could not be fetched; ``transient`` says whether trying again may help."""

    code = "not-fetched"
    title = "The URL cannot be fetched"

    def __init__(self, detail: str, *, transient: bool = False) -> None:
        super().__init__(detail)
        self.transient = transient


class TooMany(ArenaError):
    """More than the service accepts from one voter, network or key; ``retry_after`` says when to retry."""

    status = 429
    code = "too-many-requests"
    title = "Too many requests"

    def __init__(self, detail: str, retry_after: int) -> None:
        super().__init__(detail)
        self.retry_after = retry_after


class HeadTooLarge(ArenaError):
    """The first line and the headers of the request are larger than the service accepts."""

    status = 431
    code = "head-too-large"
    title = "The headers are too large"


class GenerationFailed(ArenaError):
    """No provider made the image; the detail says why. Trying again at once would not help."""

    status = 502
    code = "generation-failed"
    title = "The image was not generated"


class GenerationTimeout(ArenaError):
    """The image was not ready when the time for the request was up."""

    status = 504
    code = "generation-timeout"
    title = "The image took too long"


class Unavailable(ArenaError):
    """The database or the queue cannot take the request now. Nothing was acknowledged."""

    status = 503
    code = "unavailable"
    title = "Try again shortly"
    retry_after = 1


class StorageFull(ArenaError):
    """There is no room left to store anything. Nothing was stored."""

    status = 507
    code = "storage-full"
    title = "No room left to store this"
    retry_after = 60


class Damaged(ArenaError):
    """Stored bytes are missing or have changed."""

    status = 503
    code = "damaged"
    title = "Stored data is damaged"
