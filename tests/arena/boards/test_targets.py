"""Progress of targets: the votes of their axes, those of which most is missing first."""

from __future__ import annotations

from service.arena.boards.targets import Progress, progress
from service.db.engine import WriteSession
from service.domain.axes import Axis
from service.domain.branding.targets import Target, pack_targets
from tests.support.votes.arenas import add_arena, add_models
from tests.support.votes.ledgers import STRATA, cast, inside, reread, vote


def test_votes_of_each_axis(shared_url: str) -> None:
    near, far, new = Target(Axis("people"), 2), Target(Axis("people", "en"), 9), Target(Axis("", "ja"), 4)

    def work(session: WriteSession) -> None:
        add_models(session, 2)
        arena = add_arena(session, axis_targets=pack_targets([near, far, new]))
        assert progress(session, add_arena(session, "none")) == []
        cast(session, arena, [vote(0, 1), vote(1, 0), vote(0, 1, stratum=STRATA[1])])
        found = progress(session, reread(session, arena.id))
        assert found == [Progress(far, 2), Progress(new, 0), Progress(near, 3)]
        assert [one.missing for one in found] == [7, 4, 0]

    inside(shared_url, work)
