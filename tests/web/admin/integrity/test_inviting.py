"""Invitations: a link that is shown, audited, and refused if it makes no sense."""

from __future__ import annotations

from tests.support.served.admins import AdminBrowser

PATH = "/admin/integrity/invitations"


def test_a_link(desk: AdminBrowser) -> None:
    assert "Usual networks" in desk.get(f"{PATH}?arena=t2i")
    answer = desk.send(PATH, arena="t2i", networks="20", days="7")
    assert answer.status_code == 200
    assert "/arenas/t2i/vote?invitation=" in answer.text
    assert desk.actions()[0] == ("invite", "to t2i", "20 networks, 7 days")
    for networks, days in (("0", "7"), ("many", "7"), ("20", "")):
        assert desk.send(PATH, arena="t2i", networks=networks, days=days).status_code == 422
    assert desk.send(PATH, arena="nowhere", networks="20", days="7").status_code == 404
    assert desk.client.get(f"{PATH}?arena=nowhere").status_code == 404
