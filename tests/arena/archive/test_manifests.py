"""Manifests: the same bytes for the same segment, and everything read back."""

from __future__ import annotations

from dataclasses import replace

import pytest

from service.arena.archive.manifests import Manifest

MANIFEST = Manifest(
    arena="t2i",
    first_position=1,
    last_position=9,
    first_day="2026-11-01",
    last_day="2026-11-03",
    sha256="ab" * 32,
    size=123,
    previous=None,
    parameters={"mu": 25.0, "both_bad": "tie"},
    models={"1": "m0", "2": "m1"},
    categories={"7": {"themes": ["people"], "language": "pt-BR"}},
)


def test_it_is_read_as_it_was_written() -> None:
    assert Manifest.decode(MANIFEST.encode()) == MANIFEST
    assert Manifest.decode(replace(MANIFEST, previous="cd" * 32).encode()).previous == "cd" * 32


def test_its_bytes_do_not_depend_on_the_order_of_its_names() -> None:
    other = replace(MANIFEST, models={"2": "m1", "1": "m0"})
    assert other.encode() == MANIFEST.encode()


@pytest.mark.parametrize("change", [{"last_position": 8}, {"previous": "00"}, {"models": {}}])
def test_whatever_changes_changes_its_bytes(change: dict[str, object]) -> None:
    assert replace(MANIFEST, **change).encode() != MANIFEST.encode()  # type: ignore[arg-type]
