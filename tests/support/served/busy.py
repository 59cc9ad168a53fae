"""A service whose arenas ask busy networks for a proof, and networks that are busy."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import httpx

from service.db.engine import WriteSession
from tests.support.db.databases import copy_sqlite
from tests.support.network.captchas import SECRET, verifying
from tests.support.served.api import Api, client_of, in_write, serving
from tests.support.votes.arenas import add_arena, add_models
from tests.support.votes.voting import hang

AFTER = 3
ARENAS = (("t2i", "work"), ("captcha", "turnstile"), ("open", "never"))


@contextmanager
def asking(template: Path, folder: Path) -> Iterator[Api]:
    """Yield a service with an arena that asks for work, one that asks for a CAPTCHA, and an open one."""
    url = copy_sqlite(template, folder)

    def fill(session: WriteSession) -> None:
        add_models(session)
        for slug, challenge in ARENAS:
            hang(session, add_arena(session, slug, challenge=challenge), 12, (0, 1, 2, 3))

    in_write(url, fill)
    with ExitStack() as stack:
        verify = stack.enter_context(verifying())
        captcha = {"captcha_site_key": "site", "captcha_secret": SECRET, "captcha_url": verify}
        limits = {"trusted_proxies": "127.0.0.1", "challenge_after": AFTER}
        yield stack.enter_context(serving(url, folder, **limits, **captcha))


def visitor(api: Api, network: str) -> httpx.Client:
    return client_of(api.base, headers={"X-Forwarded-For": network})


def crowd(api: Api, network: str, arena: str = "t2i") -> None:
    """Have as many visitors of a network get a matchup as may without a proof."""
    for _ in range(AFTER):
        with visitor(api, network) as client:
            assert client.post(f"/api/v1/arenas/{arena}/matchups", json={}).status_code == 201
