"""Keys, by forms."""

from __future__ import annotations

import re

from tests.support.served.admins import AdminBrowser


def test_made_shown_once_and_revoked(desk: AdminBrowser) -> None:
    answer = desk.send("/admin/keys", name="dashboards", scopes="votes, catalog")
    assert answer.status_code == 200
    found = re.search(r"<code>(arena_\S+)</code>", answer.text)
    assert found
    headers = {"Authorization": f"Bearer {found[1]}"}
    made = desk.api.client.post("/api/v1/models", json={"slug": "m", "name": "M"}, headers=headers)
    assert made.status_code == 201
    page = desk.get("/admin/keys")
    assert found[1] not in page
    row = next(row for row in page.split("<tr>") if "dashboards" in row)
    desk.done(re.findall(r'action="([^"]+)"', row)[0])
    assert "Revoke" not in next(row for row in desk.get("/admin/keys").split("<tr>") if "dashboards" in row)
    assert desk.actions()[1] == ("create", "key dashboards", "votes, catalog")


def test_what_is_wrong_is_said(desk: AdminBrowser) -> None:
    for scopes in ("", "everything"):
        answer = desk.send("/admin/keys", name="x", scopes=scopes)
        assert answer.status_code == 422
        assert "the scopes are" in answer.text
    assert desk.send("/admin/keys/999/revocation").status_code == 404
