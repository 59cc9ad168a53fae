"""Logos and targets."""

from __future__ import annotations

from service.domain.axes import Axis
from service.domain.branding import Logo, Target, pack_targets, unpack_targets


def test_targets_there_and_back() -> None:
    targets = (Target(Axis("", "en"), 200), Target(Axis("typography", "zh-Hans"), 500))
    assert unpack_targets(pack_targets(reversed(targets))) == targets
    assert unpack_targets(pack_targets([])) == ()


def test_a_wide_logo_spells_a_name() -> None:
    assert not Logo(b"", 191, 96).is_wordmark
    assert Logo(b"", 192, 96).is_wordmark
    assert Logo(b"\xab", 1, 1).url == "/logos/ab.webp"
