"""The quality tracker as JSON."""

from __future__ import annotations

from service.api.schemas.trackers import DriftOut, TrackerOut
from service.db.engine import WriteSession
from service.domain.drift import Drift
from tests.support.pages.model_pages import furnished
from tests.support.votes.ledgers import inside


def test_a_tracker_has_the_values_of_the_use_case(shared_url: str) -> None:
    def work(session: WriteSession) -> None:
        tracker = furnished(session).trackers[0]
        out = TrackerOut.of(tracker)
        assert [point.votes for point in out.days] == [point.votes for point in tracker.days]
        assert [point.score for point in out.weeks] == [point.standing.score for point in tracker.weeks]
        assert {"date": "2024-10-01", "detail": "released"} in [mark.model_dump() for mark in out.marks]

    inside(shared_url, work)


def test_drift_says_how_far_and_whether() -> None:
    assert DriftOut.model_validate(Drift(7, 50, 2.0, 1.0)).drifted
    still = DriftOut.model_validate(Drift(7, 50, -0.5, 1.0))
    assert (still.moved, still.drifted) == (-0.5, False)
    assert still.z < 0
