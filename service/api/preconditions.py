"""If-Match: a change that is only meant for what its sender has read.

An ETag is ``"VERSION.DIGEST"``. The version is that of the fields that can be edited, the digest that of the
whole response. If-Match compares the versions, so that a vote does not get in the way of an edit, and
If-None-Match the whole.
"""

from __future__ import annotations

import re
from typing import Annotated

from fastapi import Depends, Header, Request, Response

from service.arena.catalog.versions import Expected, Record, version_of
from service.errors import Outdated
from service.http.response_cache import etag_of
from service.http.schemas.base import Out

# Weak ones begin with W/, and RFC 9110 lets no weak one match here.
_STRONG = re.compile(r'(?:^|,)\s*"([0-9a-f]+)\.[^"]*"\s*(?=,|$)')

IfMatch = Annotated[
    str | None,
    Header(
        max_length=10_000,
        description="The ETag that you read, or `*`. If the fields that can be edited have changed since, "
        "nothing is changed and the response is 412.",
    ),
]


async def _expected(request: Request, if_match: IfMatch = None) -> Expected | None:
    if if_match is None:
        return None
    sent = ",".join(request.headers.getlist("if-match"))
    return Expected(frozenset(_STRONG.findall(sent)), anything=sent.strip() == "*")


Precondition = Annotated[Expected | None, Depends(_expected)]


async def _without_versions(expected: Precondition) -> None:
    if expected is not None and not expected.anything:
        raise Outdated("this has no ETag: leave If-Match out, or send *")


Unversioned = Annotated[None, Depends(_without_versions)]
"""For what has no ETag: any If-Match but ``*`` is refused. It must come after what authorizes the request."""


def changed(body: Out, record: Record) -> Response:
    """Return a record after a change, with its new ETag."""
    content = body.to_json()
    etag = etag_of(content, version_of(record)).decode()
    return Response(content, headers={"ETag": etag}, media_type="application/json")
