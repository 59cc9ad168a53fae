"""Logos: their addresses, and which spell a name."""

from __future__ import annotations

from service.domain.branding.logos import Logo


def test_a_wide_logo_spells_a_name() -> None:
    assert not Logo(b"", 191, 96).is_wordmark
    assert Logo(b"", 192, 96).is_wordmark
    assert Logo(b"\xab", 1, 1).url == "/logos/ab.webp"
