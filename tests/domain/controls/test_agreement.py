"""Agreement as it is shown: shares, where there is anything to share."""

from __future__ import annotations

from service.domain.controls.agreement import Agreement


def test_shares() -> None:
    one = Agreement(1, "", 0, 0, 0, None, None, 8, 6, 4, 1)
    assert (one.right_share, one.same_share) == (0.75, 0.25)
    none = one._replace(gold=0, repeats=0)
    assert (none.right_share, none.same_share) == (None, None)
