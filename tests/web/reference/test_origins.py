"""Code to copy has the reader's origin, and nobody gets the Host of somebody else."""

from __future__ import annotations

import re
from html import unescape
from pathlib import Path

import pytest

from tests.support.served.api import Api, serving

PATH = "/docs/api/create-generation"
ELSEWHERE = {"Host": "reader.example"}


def text_of(api: Api, headers: dict[str, str]) -> str:
    """Return the text of a page with code to copy."""
    return unescape(re.sub(r"<[^>]+>", "", api.client.get(PATH, headers=headers).text))


@pytest.mark.slow
def test_each_reader_gets_their_own_origin(sqlite_api: Api) -> None:
    own: tuple[dict[str, str], str] = ({}, sqlite_api.base)
    for headers, origin in (own, (ELSEWHERE, "http://reader.example"), own):
        text = text_of(sqlite_api, headers)
        assert f"curl {origin}/v1/generations" in text
        assert f'"{origin}/v1/outputs/' in text
        assert "arena.example" not in text
        answer = sqlite_api.client.get(PATH, headers=headers)
        assert answer.headers["Cache-Control"] == "private, no-cache"
        again = sqlite_api.client.get(PATH, headers={**headers, "If-None-Match": answer.headers["ETag"]})
        assert again.status_code == 304


@pytest.mark.slow
def test_the_public_url_stands_whatever_the_host(sqlite_url: str, tmp_path: Path) -> None:
    with serving(sqlite_url, tmp_path, public_url="https://shown.example") as api:
        for headers in ({}, ELSEWHERE):
            assert "curl https://shown.example/v1/generations" in text_of(api, headers)
        assert api.get(PATH).headers["Cache-Control"] == "public, no-cache"
