"""What the pages of reviews share."""

from __future__ import annotations

from service.arena.boards.effects import Change, Effect
from service.web.admin.integrity.pages import crumbs_of, rows_of


def test_the_way_back_names_the_arena() -> None:
    (crumb,) = crumbs_of("a&b")
    assert crumb.href == "/admin/integrity?arena=a%26b"


def test_rows_leave_the_arena_out() -> None:
    effect = Effect("t2i", 1, (Change("a", "A", 1.0, 2.0, 2, 1),))
    assert [[cell.text for cell in row.cells] for row in rows_of(effect)] == [["A", "2 → 1", "1.00 → 2.00"]]
