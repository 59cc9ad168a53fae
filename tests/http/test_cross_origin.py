"""What a preflight is, and what it gets; the routes are in tests/http/tables/test_answers.py."""

from __future__ import annotations

from service.http.cross_origin import is_page, is_preflight, preflight_headers


def test_preflights() -> None:
    asked = [(b"origin", b"https://other.example"), (b"access-control-request-method", b"GET")]
    assert is_preflight({"method": "OPTIONS", "headers": asked})
    assert not is_preflight({"method": "GET", "headers": asked})
    assert not is_preflight({"method": "OPTIONS", "headers": asked[:1]})
    headers = dict(preflight_headers(b"GET"))
    assert headers[b"access-control-allow-methods"] == b"GET"
    assert b"authorization" not in headers[b"access-control-allow-headers"].lower()
    assert is_page(b"text/html; charset=utf-8")
    assert not is_page(b"text/csv")
