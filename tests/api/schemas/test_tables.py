"""Tables beside leaderboards that have no rows yet; with rows: tests/http/tables/test_readers.py."""

from __future__ import annotations

import polars as pl

from service.api.schemas.boards import AxesOut, AxisOut, HistoryOut
from service.api.schemas.head_to_head import HeadToHeadOut
from service.api.schemas.ledger import CountsOut, LedgerOut
from service.api.schemas.tables import axes_frame, history_frame, ledger_frame, meetings_frame

AXIS = AxisOut(theme="x", language=None)


def test_empty_tables_have_their_types() -> None:
    counts = CountsOut(votes=0, counted=0, not_counted={}, skips=0)
    frames = (
        axes_frame(AxesOut(arena="t2i", revision=1, position=0, items=[])),
        meetings_frame(HeadToHeadOut(arena="t2i", revision=1, position=0, axis=AXIS, items=[])),
        history_frame(
            HistoryOut(arena="t2i", revision=1, position=0, axis=AXIS, method_version="v", series=[])
        ),
        ledger_frame(LedgerOut(arena="t2i", revision=1, position=0, total=counts, items=[])),
    )
    for frame in frames:
        assert frame.height == 0
        assert pl.Null not in frame.schema.values()
    assert frames[2].schema["date"] == frames[3].schema["day"] == pl.Date
