"""One of each error that an operation can answer, as the document shows it."""

from __future__ import annotations

from service.errors import (
    AlreadyVoted,
    ArenaError,
    ChallengeNeeded,
    Conflict,
    Damaged,
    FieldError,
    Forbidden,
    GenerationFailed,
    GenerationTimeout,
    Gone,
    HeadTooLarge,
    IdempotencyMismatch,
    Invalid,
    Malformed,
    NoMatchup,
    NotFetched,
    NotFound,
    Outdated,
    RangeNotSatisfiable,
    StorageFull,
    TooLarge,
    TooMany,
    TooSlow,
    Unauthorized,
    Unavailable,
    UnsupportedCoding,
    UnsupportedType,
)

_WORK = {
    "kind": "work",
    "algorithm": "SHA-256",
    "challenge": "5f0c3a…",
    "maxnumber": 50_000,
    "salt": "1c9d…?expires=1795826400",
    "signature": "9b4e…",
}
_NO_KEY = "this needs a key: send the header Authorization: Bearer KEY; `arena keys create` makes keys"

SAMPLES: dict[type[ArenaError], ArenaError] = {
    type(error): error
    for error in (
        AlreadyVoted("this matchup was voted on, and not as left"),
        ArenaError(
            "the service failed to answer this request; its log has the reason under the id 9f2c6a1de0b7"
        ),
        ChallengeNeeded(
            "your network was dealt many matchups: solve the challenge and send the proof", _WORK
        ),
        Conflict("arena text-to-image is retired and takes no votes"),
        Damaged("the bytes of this image are missing"),
        Forbidden("this needs a key with the scope 'catalog'; this key has votes"),
        GenerationFailed("an image was not generated (refused)"),
        GenerationTimeout("the images were not ready after 300 seconds and were canceled"),
        Gone("this matchup has expired"),
        HeadTooLarge("the first line and the headers have more than 65536 bytes"),
        IdempotencyMismatch("this idempotency key was used for another request"),
        Invalid("limit must be at most 1000", [FieldError("limit", "must be at most 1000")]),
        Malformed("the body is not valid JSON"),
        NoMatchup("no matchups yet: no prompt has images from two models", "empty"),
        NotFetched("the server cannot be reached", transient=True),
        NotFound("there is no arena 'text-to-imagee'; GET /api/v1/arenas lists them"),
        Outdated("it has changed since you read it; read it again"),
        RangeNotSatisfiable(182_044),
        StorageFull("the disk is full"),
        TooLarge("the body has more than 8000000 bytes"),
        TooMany("too many requests from this key; try again in 3 s", retry_after=3),
        TooSlow("the body did not arrive in time"),
        Unauthorized(_NO_KEY),
        Unavailable("the database cannot be reached; try again shortly"),
        UnsupportedCoding("the body has the Content-Encoding 'br'; send it with gzip or zstd, or as it is"),
        UnsupportedType("send JSON with the header Content-Type: application/json; it is 'text/plain'"),
    )
}
"""An error of each class, by its class."""
