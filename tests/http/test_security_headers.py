"""Security headers are added where they are missing."""

from __future__ import annotations

from service.http.security_headers import with_security


def test_what_is_missing_is_added() -> None:
    plain = dict(with_security([(b"content-type", b"text/csv")]))
    assert plain[b"x-frame-options"] == b"DENY"
    assert b"content-security-policy" not in plain
    page = dict(with_security([(b"content-type", b"text/html"), (b"referrer-policy", b"no-referrer")]))
    assert page[b"referrer-policy"] == b"no-referrer"
    assert b"default-src 'none'" in page[b"content-security-policy"]
    own = dict(with_security([(b"content-type", b"text/html"), (b"content-security-policy", b"x")]))
    assert own[b"content-security-policy"] == b"x"
    assert b"x-frame-options" not in own
