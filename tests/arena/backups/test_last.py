"""The last backup, as the doctor shows it."""

from __future__ import annotations

import json
from pathlib import Path

from service.arena.backups.last import FILE, OLD_DAYS, remember, state_of
from service.arena.backups.making import Made
from service.arena.doctor import of_settings
from service.domain import clock
from tests.arena.backups.test_manifests import MADE
from tests.support.votes.backups import settings_of


def test_the_doctor_tells_how_old_the_last_one_is(tmp_path: Path) -> None:
    assert state_of(tmp_path)[0]
    remember(tmp_path, Made("s3://bucket/x", 1, MADE))
    settings = settings_of(f"sqlite:///{tmp_path / 'arena.db'}", tmp_path)
    (found,) = [one for one in of_settings(settings) if one.what == "backup"]
    assert (found.well, found.detail) == (True, "0.0 days ago, with 7 votes, at s3://bucket/x")
    values = json.loads((tmp_path / FILE).read_bytes())
    old = values | {"at": clock.now() - (OLD_DAYS + 1) * clock.DAY}
    (tmp_path / FILE).write_text(json.dumps(old))
    assert state_of(tmp_path) == (False, "the last one is old: 9.0 days ago, with 7 votes, at s3://bucket/x")
    for harmed in ("", "{}", '{"at": null, "place": 1, "votes": 2}', "[]"):
        (tmp_path / FILE).write_text(harmed)
        assert not state_of(tmp_path)[0]
