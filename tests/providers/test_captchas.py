"""CAPTCHAs of other services, verified at a server that speaks as theirs do."""

from __future__ import annotations

import json

import pytest

from service.errors import Unavailable
from service.providers import captchas
from tests.support.network.captchas import SECRET, TOKEN, verifying


async def test_what_the_service_says_is_believed() -> None:
    with verifying() as url:
        assert await captchas.is_solved(url, SECRET, TOKEN)
        assert not await captchas.is_solved(url, SECRET, TOKEN)  # each counts once
        assert not await captchas.is_solved(url, "other", TOKEN)
        assert not await captchas.is_solved(url, SECRET, "made up & sent=along")


@pytest.mark.parametrize(("status", "body"), [(500, b"{}"), (200, b"<html>"), (200, b"[]"), (302, b"")])
async def test_a_service_that_does_not_answer(status: int, body: bytes) -> None:
    with verifying(status, body) as url, pytest.raises(Unavailable):
        await captchas.is_solved(url, SECRET, TOKEN)


async def test_a_service_that_is_not_there() -> None:
    with verifying() as url:
        gone = url
    with pytest.raises(Unavailable):
        await captchas.is_solved(gone, SECRET, TOKEN)
    assert json.dumps(dict(captchas.URLS)).count("https://") == 2
