"""The questions that the documentation shows are asked as they are written there."""

from __future__ import annotations

import json
import re
import shlex
from pathlib import Path
from urllib.parse import urlsplit

from tests.support.runs.waiting import wait_until
from tests.support.served.api import Api

_SECTION = re.compile(r"### POST /api/v1/query\n(.*?)\n## ", re.DOTALL)
_BLOCK = re.compile(r"^```sh\n(.*?)^```", re.MULTILINE | re.DOTALL)


def furnish(api: Api) -> None:
    """Make what the examples name."""
    api.made("/api/v1/arenas", slug="text-to-image", name="Text to image")
    for slug in ("photon-flash-1", "photon-max-1"):
        api.made("/api/v1/models", slug=slug, name=slug, license={"weights_open": "yes"})
        api.made(f"/api/v1/models/{slug}/offers", provider="p", amount=0.02, currency="USD")
    prompt = {"text": "OPEN", "themes": ["typography"], "language": "en"}
    one = {"model_left": "photon-flash-1", "model_right": "photon-max-1", "prompt": prompt}
    votes = [{**one, "outcome": outcome} for outcome in ("left", "right", "left", "left") * 6]
    assert api.post("/api/v1/arenas/text-to-image/votes", {"votes": votes}, "votes").is_success
    board = "/api/v1/arenas/text-to-image/leaderboard"
    wait_until(lambda: api.get(board).json()["pooled"] is not None, "the pooled ratings")


def commands(document: str) -> list[list[str]]:
    """Return the words of every curl command of the section."""
    section = _SECTION.search(document)
    assert section is not None
    blocks = "".join(_BLOCK.findall(section[1])).replace("\\\n", " ")
    return [shlex.split(line) for line in blocks.splitlines()]


def test_every_example_answers(sqlite_api: Api, project_root: Path) -> None:
    furnish(sqlite_api)
    found = commands((project_root / "docs/api.md").read_text())
    assert len(found) >= 6
    for words in found:
        assert words[0] == "curl"
        url = urlsplit(words[1].replace("$A", sqlite_api.base))
        path = f"{url.path}?{url.query}" if url.query else url.path
        if "-d" in words:
            answer = sqlite_api.client.post(path, json=json.loads(words[words.index("-d") + 1]))
        else:
            answer = sqlite_api.get(path)
        assert answer.status_code == 200, (words, answer.text)
        if "decide" not in path and "format" not in path:
            assert answer.json()["rows"], words
