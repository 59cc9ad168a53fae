"""What a license's name settles."""

import pytest

from service.domain.licenses import facts_of


@pytest.mark.parametrize(
    ("name", "weights_open", "commercial_use"),
    [
        ("Proprietary", "no", "unknown"),
        ("Apache 2.0", "yes", "yes"),
        ("MIT License", "yes", "yes"),
        ("CC-BY-4.0", "yes", "yes"),
        ("CC BY-NC-SA 4.0", "yes", "no"),
        ("AGPL 3.0", "yes", "yes"),
        ("Open", "yes", "unknown"),
        ("creativeml-openrail-m", "yes", "unknown"),
        ("Stability AI Community License", "yes", "unknown"),
        ("FLUX.1 [dev] Non-Commercial License", "unknown", "no"),
        ("Permitted on request", "unknown", "unknown"),
        ("OpenAI terms", "unknown", "unknown"),
        ("-", "unknown", "unknown"),
        ("", "unknown", "unknown"),
    ],
)
def test_what_a_name_settles(name: str, weights_open: str, commercial_use: str) -> None:
    assert facts_of(name) == (weights_open, commercial_use)
