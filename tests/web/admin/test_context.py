"""Which forms are taken at the desk."""

from __future__ import annotations

from contextlib import closing

from tests.support.served.admins import AdminBrowser


def test_a_form_needs_the_token_of_its_session(desk: AdminBrowser) -> None:
    token = desk.token()
    for wrong in ("", "x", token[:-1] + ("A" if token[-1] != "A" else "B")):
        answer = desk.client.post("/admin/models", data={"token": wrong, "slug": "a", "name": "A"})
        assert answer.status_code == 403
    with closing(AdminBrowser(desk.api)) as other:
        data = {"token": "", "slug": "a", "name": "A"}
        assert other.client.post("/admin/models", data=data).status_code == 403
    assert desk.api.get("/api/v1/models").json()["items"] == []


def test_another_site_cannot_send_one(desk: AdminBrowser) -> None:
    data = {"token": desk.token(), "slug": "a", "name": "A"}
    for headers in ({"Origin": "https://elsewhere.example"}, {"Sec-Fetch-Site": "cross-site"}):
        assert desk.client.post("/admin/models", data=data, headers=headers).status_code == 403
    assert desk.client.post("/admin/models", data=data, headers={"Origin": desk.api.base}).status_code == 303


def test_what_is_no_form_is_refused(desk: AdminBrowser) -> None:
    answer = desk.client.post("/admin/models", json={"token": desk.token(), "slug": "a", "name": "A"})
    assert answer.status_code == 403
