"""The error for a file that lacks columns: it says which ones, and which there are."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from service.errors import Invalid

_SHOWN = 40


class MissingColumns(Invalid):
    """The file lacks columns; ``fields`` are those that need one and for which none was named."""

    def __init__(self, lacking: Sequence[str], there: Collection[str], fields: Sequence[str] = ()) -> None:
        super().__init__(
            f"the file has no column {', and no column '.join(lacking)}; {_there(sorted(there))}; "
            "nothing was imported"
        )
        self.fields = tuple(fields)


def _there(columns: Sequence[str]) -> str:
    if not columns:
        return "it has no columns at all"
    more = f" and {len(columns) - _SHOWN} more" if len(columns) > _SHOWN else ""
    return f"it has {', '.join(map(repr, columns[:_SHOWN]))}{more}"
