"""Offers, by forms."""

from __future__ import annotations

from tests.support.served.admins import AdminBrowser

OFFER = {"provider": "fal", "amount": "0.035", "currency": "usd", "source_url": "https://x.example"}


def test_added_and_deleted(desk: AdminBrowser) -> None:
    desk.done("/admin/models", slug="m", name="M")
    assert "No offers yet." in desk.get("/admin/models/m/offers")
    desk.done("/admin/models/m/offers", **OFFER)
    assert "$0.035" in desk.get("/admin/models/m/offers")
    (offer,) = desk.api.get("/api/v1/models/m/offers").json()["items"]
    assert (offer["amount"], offer["currency"]) == (0.035, "USD")
    desk.done(f"/admin/models/m/offers/{offer['id']}/removal")
    assert desk.api.get("/api/v1/models/m/offers").json()["items"] == []
    assert [action for action, *_ in desk.actions()] == ["delete", "create", "create"]


def test_what_is_wrong_is_said(desk: AdminBrowser) -> None:
    desk.done("/admin/models", slug="m", name="M")
    for field, value in (("amount", "x"), ("amount", "-1"), ("currency", "dollars"), ("provider", "")):
        answer = desk.send("/admin/models/m/offers", **{**OFFER, field: value})
        assert answer.status_code == 422
    assert desk.client.get("/admin/models/none/offers").status_code == 404
