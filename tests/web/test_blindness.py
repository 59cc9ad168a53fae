"""Before the vote the voting page tells nothing of who made the images: many pages, read to the last byte."""

from __future__ import annotations

import pytest

from tests.support.pages.gallery import ARENA, Gallery
from tests.support.served.api import client_of

PAGES = 300


@pytest.mark.slow
def test_no_page_names_a_model_or_an_organization(gallery: Gallery) -> None:
    secrets = [secret.encode() for secret in gallery.secrets]
    escaped = [secret.replace("&", "&amp;").encode() for secret in gallery.secrets]
    seen: set[bytes] = set()
    with client_of(gallery.url) as client:
        for _ in range(PAGES):
            client.cookies.clear()  # a new voter, so that another pair is dealt
            answer = client.get(f"/arenas/{ARENA}/vote")
            assert answer.status_code == 200
            told = answer.content + repr(answer.headers.raw).encode()
            assert [secret for secret in {*secrets, *escaped} if secret.lower() in told.lower()] == []
            seen.add(answer.content)
    assert len(seen) == PAGES
    assert gallery.votes() == []
