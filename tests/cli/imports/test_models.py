"""``arena import models``."""

from pathlib import Path

import pytest

from tests.support.processes.commands import Commands


@pytest.mark.slow
def test_models_and_prices(arena: Commands, shared_data: Path) -> None:
    table = shared_data / "meta-lmarena-leaderboard-csv" / "lmarena_image.csv"
    prices = shared_data / "meta-litellm-image-prices" / "litellm_image_models.json"
    found = arena.good("import", "models", table, "--json").json
    assert found == {
        "models": {"created": 19, "completed": 0, "unchanged": 0, "look_alikes": []},
        "rejected": [],
    }
    known = arena.good(
        "import", "models", prices, "--only-known", "--valid-from", "2026-11-22", "--json"
    ).json
    assert known["models"]["created"] == 0
    assert 0 < known["offers"]["created"] < 20
    priced = arena.good("import", "models", prices, "--valid-from", "2026-11-22", "--json").json
    assert priced["offers"]["created"] + known["offers"]["created"] == 306
    assert "19 unchanged" in arena.good("import", "models", table).text
    assert arena("import", "models", table, "--only-known").code == 2
