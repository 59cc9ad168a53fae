"""Targets as text."""

from __future__ import annotations

from service.domain.axes import Axis
from service.domain.branding.targets import Target, pack_targets, unpack_targets


def test_there_and_back() -> None:
    targets = (Target(Axis("", "en"), 200), Target(Axis("typography", "zh-Hans"), 500))
    assert unpack_targets(pack_targets(reversed(targets))) == targets
    assert unpack_targets(pack_targets([])) == ()
