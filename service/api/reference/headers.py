"""The response headers that clients act on, and which response has them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from service.api.reference.operations import Json, Operation

CREATED = "201"
NOT_MODIFIED = "304"
OK, PART = "200", "206"

REQUEST_ID = "9f2c6a1de0b74c35"
EVERY = ("X-Request-ID",)
"""The headers of every response."""
COUNTED = ("RateLimit", "RateLimit-Policy")
"""The headers of a response to a request that was counted: one with a key, or of a visitor."""


def _text(description: str, example: str) -> Json:
    return {"description": description, "schema": {"type": "string"}, "example": example}


HEADERS: Mapping[str, Json] = {
    "Accept-Ranges": _text("That a part of it can be asked for, with `Range` and `If-Range`.", "bytes"),
    "Content-Range": _text("Which part of how many bytes this is.", "bytes 0-999/182044"),
    "ETag": _text(
        "Names what was read. Send it as `If-None-Match` to get 304 while nothing has changed and, for what "
        "can be edited, as `If-Match` with the change.",
        '"3.5d41402abc4b2a76b971"',
    ),
    "Link": _text("Where the next page is.", '</api/v1/models?cursor=cGhvdG9u>; rel="next"'),
    "Location": _text("The path of what was created.", "/api/v1/models/photon-flash-1"),
    "RateLimit": _text(
        "Of each limit that the request was counted on, how many are left (`r`), and in how many seconds "
        "there are as many as at first (`t`).",
        '"key";r=599;t=1',
    ),
    "RateLimit-Policy": _text("Those limits: `q` requests in `w` seconds.", '"key";q=600;w=60'),
    "Retry-After": {
        "description": "After how many seconds to try again.",
        "schema": {"type": "integer", "minimum": 0},
        "example": 1,
    },
    "WWW-Authenticate": _text("How to send a key.", 'Bearer realm="arena"'),
    "X-Request-ID": _text(
        "The id of the request, which the service's log has too: yours, if you sent one.", REQUEST_ID
    ),
}

# A stream, which has no end.
_WITHOUT_ETAG = frozenset({"followArena"})
_BELOW_V1 = frozenset({"getOutput", "listGenerations"})
# What is created elsewhere than in the catalog, with a path of its own.
_LOCATED = frozenset({"createGeneration", "createWebhook", "sendWebhookTest", "uploadImage"})
_READS_BY_POST = frozenset({"queryLeaderboardsByBody"})


def named(names: Iterable[str]) -> Json:
    """Return the headers of a response, by reference to their descriptions."""
    return {name: {"$ref": f"#/components/headers/{name}"} for name in sorted({*names, *EVERY})}


def has_etag(operation: Operation) -> bool:
    """Return whether a read, or a change of something that can be edited, is answered with an ETag."""
    if operation.method == "GET":
        is_cached = operation.path.startswith("/api/") or operation.id in _BELOW_V1
        return is_cached and operation.id not in _WITHOUT_ETAG
    return operation.id in _READS_BY_POST or (operation.takes("if-match") and _answers(operation, OK))


def describe_headers(operation: Operation) -> None:
    """Name the headers of the responses that are no errors."""
    for status, response in operation.json["responses"].items():
        response["headers"] = named(_headers(operation, status))


def _headers(operation: Operation, status: str) -> Iterator[str]:
    is_read = operation.method == "GET" or operation.id in _READS_BY_POST
    if operation.json["security"]:
        yield from COUNTED
    if has_etag(operation):
        yield "ETag"
        if is_read and status in {OK, PART}:
            yield "Accept-Ranges"
    if status == PART:
        yield "Content-Range"
    if status == OK and (operation.takes("cursor") or operation.takes("after_position")):
        yield "Link"
    if status == CREATED and (operation.in_catalog or operation.id in _LOCATED):
        yield "Location"


def _answers(operation: Operation, status: str) -> bool:
    return status in operation.json["responses"]
