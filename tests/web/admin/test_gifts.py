"""An administrator adds images of the playground to an arena, without typing a key."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.support.images.pictures import picture
from tests.support.served.admins import AdminBrowser
from tests.support.served.gateway import gateway, offer


@pytest.mark.slow
def test_chosen_asked_added_once_and_said(sqlite_url: str, tmp_path: Path) -> None:
    with gateway(sqlite_url, tmp_path) as (api, painter):
        painter.plan += [picture(seed, (64, 64)) for seed in range(4)]  # a larger one takes half a second
        api.made("/api/v1/arenas", slug="t2i", name="Text to image")
        api.made("/api/v1/arenas", slug="edits", name="Edits", task="image-editing")
        desk = AdminBrowser(api)
        key = api.key("generate")["Authorization"].partition(" ")[2]
        offer(api, "bare", 0.02)
        sent = {"prompt": "A fox <b>", "models": ["square", "bare"], "key": key, "size": "1024x768"}
        page = desk.client.post("/playground", data=sent).text
        assert 'action="/admin/gifts"' in page
        assert "give-key" not in page
        # Visitors have no session, and type a key.
        assert "give-key" in api.client.post("/playground", data=sent).text
        names = re.findall(r'name="generation" value="(gen_\w+)"', page)
        away = api.client.get(f"/admin/gifts?generation={names[0]}")
        assert away.headers["Location"] == f"/admin/login?next=/admin/gifts%3Fgeneration%3D{names[0]}"
        asked = desk.get(f"/admin/gifts?generation={names[0]}&generation={names[1]}")
        assert "A fox <b>" in asked
        assert re.findall(r'<option value="(\w+)"', asked.partition('name="themes"')[0]) == ["t2i"]
        urls = re.findall(r'<figure><img src="([^"]+)"', asked)
        assert len(urls) == 2
        assert desk.client.get(urls[0]).headers["Content-Type"].startswith("image/")
        both = ",".join(names)
        wrong = desk.send("/admin/gifts", generation=both, arena="edits")
        assert (wrong.status_code, "is for edited images" in wrong.text) == (422, True)
        fields = {"generation": both, "arena": "t2i", "themes": "animals", "language": "en"}
        first = desk.done("/admin/gifts", **fields)
        assert "Added 2 images." in desk.get(first)
        again = desk.get(desk.done("/admin/gifts", **fields))
        assert "Added 0 images. 2 images were there already." in again
        (prompt,) = api.get("/api/v1/arenas/t2i/prompts").json()["items"]
        assert f'href="/arenas/t2i/prompts/{prompt["id"]}"' in again
        assert (prompt["text"], prompt["themes"]) == ("A fox <b>", ["animals"])
        assert ("create", "2 generated images in t2i", "square, bare: A fox <b>") in desk.actions()
        assert desk.client.get("/admin/gifts").status_code == 422
        assert desk.client.get("/admin/gifts?generation=gen_none").status_code == 404
        desk.close()
