"""Entries of the audit log."""

from __future__ import annotations

from dataclasses import FrozenInstanceError

import pytest

from service.domain.audit import Entry


def test_an_entry_is_never_changed() -> None:
    entry = Entry(1, 2, 3, "key", "void", "vote 1", "a reason")
    with pytest.raises(FrozenInstanceError):
        entry.detail = "another"  # type: ignore[misc]
