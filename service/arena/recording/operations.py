"""Tasks: what requests hand to the recorder, to be done together with all else that waits."""

from __future__ import annotations

from typing import Generic, TypeVar

T_co = TypeVar("T_co", covariant=True)


class Operation(Generic[T_co]):
    """Something to be done in the next transaction of the recorder, whose answer is a ``T_co``.

    ``votes`` is how many votes it may add.
    """

    @property
    def votes(self) -> int:
        """See Operation."""
        return 0
