"""Joint posteriors in memory: the newest of each arena, and no more than there is room for."""

from __future__ import annotations

import pytest

from service.arena.boards.refits import kept_joints
from service.arena.boards.refits.kept_joints import KeptJoints
from service.db.queries.log.refits import RefitKey
from service.rating.pooled import fit_pooled
from tests.rating.pooling.worlds import Shape, world


def test_the_newest_of_each_arena_as_far_as_there_is_room(monkeypatch: pytest.MonkeyPatch) -> None:
    made = world(1, Shape(models=3, themes=2, languages=2))
    joint = fit_pooled(made.rows, made.categories).joint
    assert joint is not None
    joints = KeptJoints()
    for arena, position in ((1, 20), (2, 20), (1, 40)):
        joints.keep(RefitKey(arena, position, 0), joint)
    assert joints.find(RefitKey(1, 20, 0)) is None
    assert joints.find(RefitKey(1, 40, 0)) is joint
    assert joints.find(RefitKey(1, 40, 1)) is None
    # One of the past does not push out the newest.
    joints.keep(RefitKey(1, 30, 0), joint)
    assert joints.find(RefitKey(1, 40, 0)) is joint
    monkeypatch.setattr(kept_joints, "MOST_BYTES", joint.bytes * 3 // 2)
    joints.keep(RefitKey(3, 20, 0), joint)
    kept = [key for key in (RefitKey(1, 40, 0), RefitKey(2, 20, 0), RefitKey(3, 20, 0)) if joints.find(key)]
    assert kept == [RefitKey(3, 20, 0)]
