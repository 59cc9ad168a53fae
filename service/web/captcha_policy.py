"""What pages with a CAPTCHA of another service may load: what other pages may, and its script and frames."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

CAPTCHA_HOSTS: Mapping[str, str] = MappingProxyType(
    {
        "turnstile": "https://challenges.cloudflare.com",
        "hcaptcha": "https://hcaptcha.com https://*.hcaptcha.com",
    }
)
"""The places from which the scripts and frames of a CAPTCHA come."""


def captcha_policy(kind: str) -> str:
    """Return the Content-Security-Policy of a page with this CAPTCHA."""
    hosts = CAPTCHA_HOSTS[kind]
    return (
        f"default-src 'none'; script-src 'self' {hosts}; style-src 'self' {hosts}; img-src 'self' data:; "
        f"connect-src 'self' {hosts}; frame-src {hosts}; manifest-src 'self'; form-action 'self'; "
        "base-uri 'none'; frame-ancestors 'none'"
    )
