"""What pages with a CAPTCHA may load."""

from __future__ import annotations

from service.web.captcha_policy import CAPTCHA_HOSTS, captcha_policy


def test_only_the_service_of_the_captcha_is_added() -> None:
    for kind, hosts in CAPTCHA_HOSTS.items():
        parts = dict(part.split(" ", 1) for part in captcha_policy(kind).split("; "))
        assert parts["script-src"] == f"'self' {hosts}"
        assert parts["frame-src"] == hosts
        assert parts["default-src"] == parts["frame-ancestors"] == parts["base-uri"] == "'none'"
        others = {word for name, value in parts.items() for word in value.split()} - set(hosts.split())
        assert others <= {"'none'", "'self'", "data:"}
