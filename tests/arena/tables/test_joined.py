"""What tables of votes are joined with."""

from __future__ import annotations

import polars as pl

from service.arena.tables.joined import categories_frame, named
from service.domain.axes import PromptCategory


def test_categories_and_names() -> None:
    found = categories_frame({3: PromptCategory(("a", "b"), "en"), 4: PromptCategory()})
    assert found.rows() == [(3, ["a", "b"], "en"), (4, [], None)]
    assert categories_frame({}).schema == found.schema
    frame = pl.DataFrame({"model": [1, None, 2]}).select(named("model", {1: "x", 2: "y"}))
    assert frame["model"].to_list() == ["x", None, "y"]
