"""The way in and out, the first page and the audit log."""

from __future__ import annotations

import re

import httpx
import pytest

from service.arena.access.failed_logins import MOST_ENTRIES
from tests.support.served.admins import AdminBrowser
from tests.support.served.api import Api


def key_of(api: Api, scope: str) -> str:
    return api.key(scope)["Authorization"].partition(" ")[2]


def test_without_a_session_one_is_sent_to_log_in(sqlite_api: Api) -> None:
    for path in ("/admin", "/admin/models", "/admin/keys", "/admin/votes/1", "/admin/voters/x"):
        answer = sqlite_api.get(path)
        assert answer.status_code == 303
        assert answer.headers["Location"] == f"/admin/login?next={path}"
    assert sqlite_api.client.post("/admin/keys", data={"name": "x"}).status_code == 303


def test_the_way_in_leads_to_where_one_wanted_and_to_no_other_site(sqlite_api: Api) -> None:
    wanted = {
        "/admin/keys": "/admin/keys",
        "": "/admin",
        "https://elsewhere.example": "/admin",
        "//elsewhere.example": "/admin",
        "/admin//elsewhere.example": "/admin",
    }
    for onward, leads in wanted.items():
        data = {"key": key_of(sqlite_api, "admin"), "next": onward}
        assert sqlite_api.client.post("/admin/login", data=data).headers["Location"] == leads


def test_the_cookie_is_strict_and_holds_no_key(sqlite_api: Api) -> None:
    key = key_of(sqlite_api, "admin")
    answer = sqlite_api.client.post("/admin/login", data={"key": key})
    cookie, marker = answer.headers.get_list("Set-Cookie")
    assert all(part in cookie for part in ("HttpOnly", "SameSite=Strict", "Path=/admin"))
    assert key not in cookie
    assert marker == "arena_admin_here=1; Max-Age=43200; Path=/; SameSite=Lax"


def test_other_keys_open_nothing(sqlite_api: Api) -> None:
    for key, status in ((key_of(sqlite_api, "catalog"), 403), ("arena_" + "a" * 43, 401), ("", 401)):
        answer = sqlite_api.client.post("/admin/login", data={"key": key})
        assert answer.status_code == status
        assert "Set-Cookie" not in answer.headers
        assert 'role="alert"' in answer.text


def test_another_site_cannot_log_anyone_in(sqlite_api: Api) -> None:
    data = {"key": key_of(sqlite_api, "admin")}
    answer = sqlite_api.client.post(
        "/admin/login", data=data, headers={"Origin": "https://elsewhere.example"}
    )
    assert answer.status_code == 403
    assert "Set-Cookie" not in answer.headers


def test_logging_out_ends_it(desk: AdminBrowser) -> None:
    assert "Administration" in desk.get("/admin")
    desk.done("/admin/logout")
    assert desk.client.get("/admin").status_code == 303


def test_a_revoked_key_ends_its_sessions(desk: AdminBrowser) -> None:
    rows = desk.get("/admin/keys").split("<tr>")
    (mine,) = [
        row for row in rows if re.search(r"<td>\s*admin\s*</td>.*<td>\s*admin\s*</td>", row, re.DOTALL)
    ]
    desk.done(mine.partition('action="')[2].partition('"')[0])
    assert desk.client.get("/admin").status_code == 303


def test_the_overview_and_the_log_say_what_was_done(desk: AdminBrowser) -> None:
    assert "No arenas yet" in desk.get("/admin")
    assert "No activity yet." in desk.get("/admin/audit")
    desk.done("/admin/arenas", slug="t2i", name="Text to image")
    assert "Text to image" in desk.get("/admin")
    assert desk.actions() == [("create", "arena t2i", "")]


def test_administrators_pages_are_kept_nowhere(desk: AdminBrowser) -> None:
    answer: httpx.Response = desk.client.get("/admin")
    assert "no-store" in answer.headers["Cache-Control"]


def test_failures_are_in_the_log_and_in_the_audit_log(
    sqlite_api: Api, caplog: pytest.LogCaptureFixture
) -> None:
    for _ in range(MOST_ENTRIES + 5):
        assert sqlite_api.client.post("/admin/login", data={"key": "arena_guess"}).status_code == 401
    lines = [line for line in caplog.messages if "failed admin login from 127.0.0.1" in line]
    assert len(lines) == MOST_ENTRIES + 5
    assert "arena_guess" not in str(lines)
    desk = AdminBrowser(sqlite_api)
    entries = [entry for entry in desk.actions() if entry[0] == "failed-login"]
    assert entries == [("failed-login", "admin", "A valid key is needed")] * MOST_ENTRIES
    desk.close()


def test_a_proxy_that_hides_all_voters_is_told(desk: AdminBrowser) -> None:
    assert "ARENA_TRUSTED_PROXIES" not in desk.get("/admin")
    behind = desk.client.get("/admin", headers={"X-Forwarded-For": "192.0.2.9"}).text
    assert "<code>ARENA_TRUSTED_PROXIES=127.0.0.1</code>" in behind
