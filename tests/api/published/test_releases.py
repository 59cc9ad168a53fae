"""GET …/releases."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest

from tests.support.votes.releases import VOTES, serving_releases

PATH = "/api/v1/arenas/t2i/releases"


@pytest.mark.slow
def test_releases_with_their_files(sqlite_template: Path, tmp_path: Path) -> None:
    with serving_releases(sqlite_template, tmp_path) as api:
        answer = api.get(PATH)
        assert answer.json()["next_cursor"] is None
        (release,) = answer.json()["items"]
        assert (release["position"], release["counted"]) == (VOTES, VOTES - 4 - 12)
        assert release["name"].startswith(f"{release['as_of'][:10]}-{VOTES}-{release['sha256'][:8]}")
        manifest = api.get(release["manifest_url"])
        assert hashlib.sha256(manifest.content).hexdigest() == release["sha256"]
        for file in release["files"]:
            data = api.get(file["url"]).content
            assert (hashlib.sha256(data).hexdigest(), len(data)) == (file["sha256"], file["bytes"])
            assert manifest.json()["files"][file["name"]]["sha256"] == file["sha256"]
        assert release["bytes"] == sum(file["bytes"] for file in release["files"])
        again = api.client.get(PATH, headers={"If-None-Match": answer.headers["etag"]})
        assert again.status_code == 304
        assert api.get("/api/v1/arenas/empty/releases").json() == {"items": [], "next_cursor": None}
        assert api.get("/api/v1/arenas/nobody/releases").status_code == 404
        assert api.get(PATH, limit=1).status_code == 422
