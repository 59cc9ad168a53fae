"""Problems in OpenAI's words."""

from __future__ import annotations

import json

import pytest

from service.api.openai.errors import spoken_at, translated
from service.api.problems import of_error
from service.errors import (
    ArenaError,
    FieldError,
    Forbidden,
    GenerationFailed,
    Invalid,
    NotFound,
    TooMany,
    Unauthorized,
)


@pytest.mark.parametrize(
    ("error", "status", "kind", "code"),
    [
        (Unauthorized("no"), 401, "authentication_error", "unauthorized"),
        (Forbidden("no"), 403, "permission_error", "forbidden"),
        (NotFound("no"), 404, "invalid_request_error", "not_found"),
        (Invalid("no", [FieldError("size", "no")]), 400, "invalid_request_error", "invalid"),
        (TooMany("no", 7), 429, "rate_limit_error", "too_many_requests"),
        (GenerationFailed("no"), 502, "server_error", "generation_failed"),
        (ArenaError("no"), 500, "server_error", "internal_error"),
    ],
)
def test_every_kind(error: ArenaError, status: int, kind: str, code: str) -> None:
    answer = translated(of_error(error))
    said = json.loads(bytes(answer.body))["error"]
    assert (answer.status_code, answer.media_type) == (status, "application/json")
    assert int(answer.headers["content-length"]) == len(bytes(answer.body))
    param = "size" if isinstance(error, Invalid) else None
    assert said == {"message": "no", "type": kind, "param": param, "code": code}
    assert answer.headers.get("retry-after") == (str(error.retry_after) if error.retry_after else None)
    assert (answer.headers.get("x-should-retry") == "false") is isinstance(error, GenerationFailed)


def test_where_it_is_spoken() -> None:
    assert all(map(spoken_at, ("/v1/images/generations", "/v1/models", "/v1/models/x")))
    assert not any(map(spoken_at, ("/v1/generations", "/api/v1/models", "/")))
